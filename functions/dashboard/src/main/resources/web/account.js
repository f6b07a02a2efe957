// One account: what is known of it, how that came about, and what to do.

import { toSignIn } from "./api.js";
import { connection } from "./connection.js";
import { age, agesAgain, instant, money } from "./format.js";
import { fundsCheck } from "./funds.js";
import { historyOf } from "./history.js";
import { live } from "./live.js";
import { Passbook } from "./passbook.js";
import { transactions } from "./transactions.js";
import { badge, failure, h, show as put } from "./ui.js";
import { waterfall } from "./waterfall.js";
import { source } from "./words.js";

export async function show(main, [id]) {
  put(main, back(), h("div", { class: "title" }, h("h1", {}, "Account")), h("p", { class: "sub", role: "status" }, "Loading…"), ...waiting());
  const passbook = new Passbook(id);
  try {
    await passbook.open();
  } catch (error) {
    if (error.status === 401) {
      toSignIn();
      return;
    }
    put(main, back(), h("h1", {}, "Account"), failure(error, error.status === 404 ? null : () => show(main, [id])));
    return;
  }
  await page(main, passbook);
}

/** An account that is not there any more shows nothing any more; its customer may have been erased. */
function gone(main, error) {
  if (error.status !== 404) {
    throw error;
  }
  put(main, back(), h("h1", {}, "Account"), failure(error, null));
  return false;
}

/** Back to the records as the reader left them. */
function back() {
  const from = document.referrer.startsWith(`${location.origin}/dashboard?`) ? document.referrer : "/dashboard";
  return h("p", { class: "back" }, h("a", { href: from }, "All records"));
}

/** Blocks where the cards will be. */
function waiting() {
  const card = (bones) => h("section", { class: "card" }, ...Array.from({ length: bones }, () => h("span", { class: "bone" })));
  return [
    h("div", { class: "figures", "aria-hidden": "true" }, card(2), card(2), card(2)),
    h("div", { class: "columns", "aria-hidden": "true" }, h("div", {}, card(6), card(6)), h("div", {}, card(2), card(4))),
  ];
}

async function page(main, passbook) {
  const { balance } = passbook;
  const title = balance.name ?? balance.nuban ?? balance.account_id;
  const sub = h("p", { class: "sub" });
  const figures = h("div", { class: "figures" });
  const facts = h("dl", { class: "facts" });
  const fall = waterfall();
  const over = historyOf();
  const list = transactions();
  const state = connection();
  const urgent = h("div", { class: "urgent" });
  const side = h("div", {}, fundsCheck(passbook.path, balance.currency), details(facts));

  function update() {
    sub.textContent = named(passbook.balance, title);
    figures.replaceChildren(...cards(passbook.balance));
    facts.replaceChildren(...described(passbook.balance));
    fall.update(passbook.balance, new Map(passbook.newest.data.map((one) => [one.id, one])));
    over.update(passbook);
    state.update(passbook.balance);
    // What is to be done comes first.
    const place = passbook.balance.connection === "active" ? side : urgent;
    if (state.element.parentNode !== place) {
      place.prepend(state.element);
    }
  }

  document.title = `${title} · Balances`;
  // Read before the page is there, or what stands below it would move.
  await list.update(passbook);
  let listed = true;
  async function look() {
    if (await passbook.refresh()) {
      update();
      listed = false;
    }
    if (!listed) {
      await list.update(passbook);
      listed = true;
    }
    agesAgain();
  }
  const status = live(() => look().catch((error) => gone(main, error)));
  put(
    main,
    back(),
    h("div", { class: "title" }, h("h1", {}, title), status),
    sub,
    urgent,
    figures,
    h("div", { class: "columns" }, h("div", {}, fall.element, over.element), side),
    list.element,
  );
  update();
  try {
    while (await passbook.older()) {
      over.update(passbook);
    }
  } catch {
    // The looks say what is wrong; the history has what came so far.
  }
}

/** Which account it is, where its name does not say so already. */
function named(balance, title) {
  return [balance.nuban, balance.bank.name].filter((text) => text !== null && text !== title).join(" · ");
}

function cards(balance) {
  const card = (title, amount, ...words) =>
    h("section", { class: "card figure" }, h("h2", {}, title), h("p", { class: amount.textContent.length > 18 ? "large long" : "large" }, amount), ...words);
  const from = balance.as_of === null
    ? ["The bank has given none yet."]
    : ["From the bank, ", age(balance.as_of), ". ", balance.stale ? badge("stale") : null];
  return [
    card(
      "Available",
      money(balance.available_balance, balance.currency),
      h("p", {}, badge(balance.available_source), " ", source(balance)),
    ),
    card("Ledger", money(balance.ledger_balance, balance.currency), h("p", { class: "muted" }, ...from.filter((part) => part !== null))),
    card(
      "Pending debits",
      // Before the first statement of transactions nobody knows, which is not 0.
      money(balance.pending_as_of === null ? null : balance.pending.debits, balance.currency),
      h("p", { class: "muted" }, ...(balance.pending_as_of === null ? ["No transactions have come yet."] : ["From the bank's transactions, ", age(balance.pending_as_of), "."])),
    ),
  ];
}

function details(facts) {
  return h("section", { class: "card", "aria-labelledby": "details" }, h("h2", { id: "details" }, "Details"), facts);
}

function described(balance) {
  return [
    ["Bank", h("span", { title: balance.bank.id }, balance.bank.name ?? balance.bank.id)],
    ["Account number", h("span", { class: "number" }, balance.nuban ?? "not known")],
    ["Customer", h("a", { class: "id", href: `/dashboard?q=${encodeURIComponent(balance.customer_id)}` }, balance.customer_id)],
    ["Account id", h("span", { class: "id" }, balance.account_id)],
    ["Connection id", h("span", { class: "id" }, balance.record_id ?? "not known")],
    ["Balance as of", instant(balance.as_of)],
    ["Transactions as of", instant(balance.pending_as_of)],
    ["Worked out", instant(balance.refreshed_at)],
  ].map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)));
}
