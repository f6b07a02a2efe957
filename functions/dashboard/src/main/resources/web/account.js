// One account: what is known of it now.

import { get } from "./api.js";
import { instant, money } from "./format.js";
import { badge, failure, h, show as put } from "./ui.js";

export async function show(main, [id]) {
  try {
    const { body } = await get(`/accounts/${encodeURIComponent(id)}/balance`);
    put(main, ...account(body));
  } catch (error) {
    put(main, h("h1", {}, "Account"), failure(error, error.status === 404 ? null : () => show(main, [id])), back());
  }
}

function back() {
  return h("p", {}, h("a", { href: "/dashboard" }, "All records"));
}

function account(record) {
  const facts = [
    ["Available", money(record.available_balance, record.currency)],
    ["Ledger", money(record.ledger_balance, record.currency)],
    ["Pending debits", money(record.pending.debits, record.currency)],
    ["Source", badge(record.available_source)],
    ["Connection", badge(record.connection)],
    ["As of", h("span", {}, instant(record.as_of), record.stale ? " " : null, record.stale ? badge("stale") : null)],
    ["Transactions as of", instant(record.pending_as_of)],
    ["Customer", h("span", { class: "id" }, record.customer_id)],
    ["Bank", record.bank.name ?? record.bank.id],
    ["Account number", h("span", { class: "number" }, record.nuban ?? "not known")],
    ["Account id", h("span", { class: "id" }, record.account_id)],
  ];
  return [
    back(),
    h("h1", {}, record.name ?? record.nuban ?? record.account_id),
    h("dl", { class: "facts" }, ...facts.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)))),
  ];
}
