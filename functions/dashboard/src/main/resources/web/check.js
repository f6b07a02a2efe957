// One decision as it was made: what was asked, what was answered, and on which figures.

import { orSignIn } from "./acting.js";
import { get } from "./api.js";
import { decision } from "./checks.js";
import { words } from "./durations.js";
import { decimal, instant, money } from "./format.js";
import { card, facts } from "./parts.js";
import { badge, failure, h, show as put } from "./ui.js";
import { waterfall } from "./waterfall.js";
import { DECISIONS, REASONS } from "./words.js";

export async function show(main, [id]) {
  put(main, h("h1", {}, "Check"), h("p", { class: "sub", role: "status" }, "Loading…"));
  let check;
  try {
    check = (await orSignIn(get(`/checks/${encodeURIComponent(id)}`))).body;
  } catch (error) {
    put(main, h("h1", {}, "Check"), failure(error, error.status === 404 ? null : () => show(main, [id])));
    return;
  }
  const names = await known(check);
  const { asked, answered, figures } = check;
  const [answer, tone] = DECISIONS[answered.decision];
  const fall = waterfall();
  const figure = (title, amount, currency, ...more) => h("section", { class: "card figure" }, h("h2", {}, title), h("p", { class: "large" }, money(amount, currency)), ...more);
  const then = (title, amount) => figure(title, amount, figures.currency);
  put(
    main,
    h("p", { class: "back" }, h("a", { href: address(check.account_id) }, "The account")),
    h("div", { class: "title" }, h("h1", {}, "Check"), decision(answered.decision)),
    h("p", { class: "sub" }, "Decided ", instant(check.decided_at), asked.reference === null ? null : ` · ${asked.reference}`),
    h("div", { class: `outcome verdict ${tone}` }, h("strong", {}, answer), REASONS[answered.reason] === "" ? null : h("p", {}, REASONS[answered.reason])),
    h(
      "div",
      { class: "figures four" },
      figure("Asked for", asked.amount, asked.currency, decimal(asked.buffer) === 0n ? null : h("p", { class: "muted" }, money(asked.buffer, asked.currency), " to be left")),
      then("Spendable then", answered.spendable_balance),
      then("Available then", answered.available_balance),
      then("Ledger then", figures.ledger_balance),
    ),
    h(
      "div",
      { class: "columns" },
      h("div", {}, fall.element, held(check), considered(check)),
      h("div", {}, card("asked", "What was asked", questions(check)), card("figures", "The figures of then", figuresOf(check))),
    ),
  );
  fall.update(balanceOf(check), names);
}

/** What transactions are called, where they are among the account's newest. */
async function known({ account_id: account, explanation }) {
  if (explanation.parts.length === 0) {
    return new Map();
  }
  try {
    const { body } = await get(`/accounts/${encodeURIComponent(account)}/transactions?limit=100`);
    return new Map(body.data.map((one) => [one.id, one]));
  } catch {
    // Their ids name them as well.
    return new Map();
  }
}

/** As a balance with its explanation has it. */
function balanceOf({ answered, figures, explanation }) {
  return {
    ...figures,
    available_balance: answered.available_balance,
    spendable_balance: answered.spendable_balance,
    reserved: { count: explanation.reserved.length },
    explanation: {
      base: explanation.base,
      transactions: explanation.parts.map((part) => ({ ...part, counted: decimal(part.effect) !== 0n })),
      ended_credits: explanation.ended_credits,
      more: explanation.others.count,
    },
  };
}

function address(account) {
  return `/dashboard/accounts/${encodeURIComponent(account)}`;
}

function questions({ check_id: id, asked, answered }) {
  const { reserve } = asked;
  return facts(
    ["Amount", money(asked.amount, asked.currency)],
    ["To be left", money(asked.buffer, asked.currency)],
    ["Figures at most", `${words(asked.max_age)} old`],
    ["Reference", asked.reference ?? "none"],
    asked.customer_id === undefined ? null : ["Any account of", h("a", { class: "id", href: `/dashboard?q=${encodeURIComponent(asked.customer_id)}` }, asked.customer_id)],
    ["To be reserved", reserve === null ? "no" : `as ${reserve.reference}, for ${words(reserve.for)}`],
    reserve === null ? null : ["Reserved", ...(answered.reservation === null ? ["no"] : ["until ", instant(answered.reservation.expires_at)])],
    ["Check id", h("span", { class: "id", title: id }, id)],
  );
}

function figuresOf({ figures }) {
  return facts(
    ["Available is", badge(figures.available_source)],
    ["Balance as of", instant(figures.as_of)],
    ["Transactions as of", instant(figures.pending_as_of)],
    ["Worked out", instant(figures.refreshed_at)],
    ["Connection", badge(figures.connection)],
    ["Account at the bank", figures.account_status ?? "not known"],
    figures.updating ? ["News", "was being worked in"] : null,
  );
}

/** What was missing from the available balance at that time. */
function held({ explanation }) {
  return explanation.reserved.length === 0
    ? null
    : card(
        "reserved",
        "Reserved then",
        h(
          "ul",
          { class: "entries" },
          ...explanation.reserved.map(({ reference, amount, currency, expires_at: ends }) =>
            h("li", {}, h("span", { class: "id", title: reference }, reference), money(amount, currency), h("span", { class: "muted" }, "until ", instant(ends))),
          ),
        ),
      );
}

/** The accounts among which one was chosen, best first. */
function considered({ considered: accounts, asked }) {
  // An account in another currency has a figure of which that is not said.
  const figure = ({ reason, spendable_balance: amount }) => (reason === "other_currency" ? null : money(amount, asked.currency));
  return accounts.length === 0
    ? null
    : card(
        "considered",
        "Accounts that were looked at",
        h(
          "ul",
          { class: "entries" },
          ...accounts.map((one) =>
            h("li", {}, h("a", { class: "id", href: address(one.account_id) }, one.account_id), decision(one.decision), h("span", { class: "muted" }, one.reason.replaceAll("_", " ")), figure(one)),
          ),
        ),
      );
}
