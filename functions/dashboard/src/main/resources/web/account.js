// One account: what is known of it, how that came about, and what to do.

import { once } from "./acting.js";
import { toSignIn } from "./api.js";
import { connection } from "./connection.js";
import { age, agesAgain, instant, money } from "./format.js";
import { fundsCheck } from "./funds.js";
import { historyOf } from "./history.js";
import { live } from "./live.js";
import { card, facts, tellOutcome } from "./parts.js";
import { Passbook } from "./passbook.js";
import { reservations } from "./reservations.js";
import { thresholds } from "./thresholds.js";
import { transactions } from "./transactions.js";
import { badge, failure, h, show as put } from "./ui.js";
import { waterfall } from "./waterfall.js";
import { reservations as inWords, source } from "./words.js";

/** Milliseconds between two looks at the checks: they change no figure, so that nothing else says that there are new ones. */
const CHECKS_EVERY = 5000;

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
  const details = h("div", {});
  const fall = waterfall();
  const over = historyOf();
  const list = transactions();
  const state = connection();
  const urgent = h("div", { class: "urgent" });
  const held = reservations(passbook.path);
  const decided = checksBelow(passbook.path);
  const low = thresholds(passbook.path);
  const fresh = h("div", { class: "outcome", role: "status" });
  const refresh = h("button", { type: "button", class: "quiet", id: "refresh", onclick: () => once(refresh, askForFigures) }, "Ask for fresh figures");
  const asking = fundsCheck(passbook.path, balance.currency, checked);
  const side = h("div", {}, asking, low.element, card("details", "Details", details));

  let listed = false;
  let lookedAtChecks = Date.now();

  async function askForFigures() {
    try {
      const { freshFigures } = await import("./fresh.js");
      await freshFigures(passbook.path, fresh);
    } catch {
      tellOutcome(fresh, "bad", h("p", {}, "Fresh figures cannot be asked for. Load this page again."));
    }
  }

  /** Reads what the balance does not say; what fails is read again at the next look. */
  async function readOn() {
    await Promise.all([list.update(passbook), held.read(), low.read()]);
    listed = true;
  }

  /** Shows at once what a check may have changed; where that fails the looks do. */
  function checked() {
    listed = false;
    lookedAtChecks = 0;
    return Promise.allSettled([held.read(), decided.read()]);
  }

  function update() {
    sub.textContent = named(passbook.balance, title);
    const shown = cards(passbook.balance);
    figures.replaceChildren(...shown);
    figures.classList.toggle("four", shown.length === 4);
    details.replaceChildren(described(passbook.balance));
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
  await readOn().catch(() => {});
  async function look() {
    if (await passbook.refresh()) {
      update();
      listed = false;
    }
    if (!listed) {
      await readOn();
    }
    if (Date.now() - lookedAtChecks > CHECKS_EVERY) {
      lookedAtChecks = Date.now();
      await decided.read();
    }
    agesAgain();
  }
  const status = live(() => look().catch((error) => gone(main, error)));
  put(
    main,
    back(),
    h("div", { class: "title" }, h("h1", {}, title), status, refresh),
    sub,
    fresh,
    urgent,
    figures,
    h("div", { class: "columns" }, h("div", {}, fall.element, held.element, over.element), side),
    list.element,
    decided.element,
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

/** The checks, below the first view: they are fetched once somebody comes near them. */
function checksBelow(path) {
  const element = h("div", {});
  let list;

  async function fill() {
    try {
      const { checks } = await import("./checks.js");
      list = checks(path);
      await list.read();
      element.replaceChildren(list.element);
    } catch {
      element.replaceChildren(h("p", { class: "muted" }, "The checks could not be loaded. Load this page again."));
    }
  }

  const near = new IntersectionObserver(
    (entries) => {
      if (entries.some((entry) => entry.isIntersecting)) {
        near.disconnect();
        fill();
      }
    },
    { rootMargin: "400px" },
  );
  near.observe(element);
  return { element, read: () => list?.read() };
}

/** Which account it is, where its name does not say so already. */
function named(balance, title) {
  return [balance.nuban, balance.bank.name].filter((text) => text !== null && text !== title).join(" · ");
}

function cards(balance) {
  const figure = (title, amount, ...words) =>
    h("section", { class: "card figure" }, h("h2", {}, title), h("p", { class: amount.textContent.length > 18 ? "large long" : "large" }, amount), ...words);
  const from = balance.as_of === null
    ? ["The bank has given none yet."]
    : ["From the bank, ", age(balance.as_of), ". ", balance.stale ? badge("stale") : null];
  return [
    figure(
      "Available",
      money(balance.available_balance, balance.currency),
      h("p", {}, badge(balance.available_source), " ", source(balance)),
    ),
    ...(balance.reserved.count === 0
      ? []
      : [
          figure(
            "Spendable",
            money(balance.spendable_balance, balance.currency),
            h("p", { class: "muted" }, "Less ", money(balance.reserved.amount, balance.currency), ` in ${inWords(balance.reserved.count)}.`),
          ),
        ]),
    figure("Ledger", money(balance.ledger_balance, balance.currency), h("p", { class: "muted" }, ...from.filter((part) => part !== null))),
    figure(
      "Pending debits",
      // Before the first statement of transactions nobody knows, which is not 0.
      money(balance.pending_as_of === null ? null : balance.pending.debits, balance.currency),
      h("p", { class: "muted" }, ...(balance.pending_as_of === null ? ["No transactions have come yet."] : ["From the bank's transactions, ", age(balance.pending_as_of), "."])),
    ),
  ];
}

function described(balance) {
  return facts(
    ["Bank", h("span", { title: balance.bank.id }, balance.bank.name ?? balance.bank.id)],
    ["Account number", h("span", { class: "number" }, balance.nuban ?? "not known")],
    ["Customer", h("a", { class: "id", href: `/dashboard?q=${encodeURIComponent(balance.customer_id)}` }, balance.customer_id)],
    ["Account id", h("span", { class: "id" }, balance.account_id)],
    ["Connection id", h("span", { class: "id" }, balance.record_id ?? "not known")],
    ["Balance as of", instant(balance.as_of)],
    ["Transactions as of", instant(balance.pending_as_of)],
    ["Worked out", instant(balance.refreshed_at)],
  );
}
