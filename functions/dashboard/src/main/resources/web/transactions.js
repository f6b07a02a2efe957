// The stored transactions of an account, with each one's part in the balance.

import { get } from "./api.js";
import { count, date, money } from "./format.js";
import { tell, toggle } from "./parts.js";
import { badge, choice, h } from "./ui.js";
import { PARTS } from "./words.js";

const SLICE = 100;
/** So many are shown at first. */
const FIRST = 25;
/** So many are written to a file; who needs all asks the API. */
const MOST_WRITTEN = 5000;
const STATUSES = ["pending", "posted", "expired", "removed"];
const COLUMNS = ["Date", "Description", "Amount", "Status", "Part in the balance"];

const FILE = [
  ["id", (t) => t.id],
  ["status", (t) => t.status],
  ["direction", (t) => t.direction],
  ["amount", (t) => t.amount],
  ["currency", (t) => t.currency],
  ["trans_date", (t) => t.trans_date],
  ["cleared_date", (t) => t.cleared_date],
  ["expires_at", (t) => t.expires_at],
  ["pending_transaction_id", (t) => t.pending_transaction_id],
  ["ref", (t) => t.ref],
  ["description", (t) => t.description],
  ["first_seen", (t) => t.first_seen],
  ["last_seen", (t) => t.last_seen],
];

/** The section; `update` shows a passbook anew. */
export function transactions() {
  const rows = h("tbody", { role: "rowgroup" });
  const said = h("p", { class: "count", role: "status" });
  const more = h("button", { type: "button", class: "quiet", onclick: further }, "Show more");
  const write = h("button", { type: "button", class: "quiet", id: "export", onclick: save }, "Export CSV");
  const asked = new URLSearchParams(location.search).get("status");
  let status = STATUSES.includes(asked) ? asked : "";
  let items = [];
  let next = null;
  let shown = FIRST;
  let passbook;
  let turn = 0;

  const filter = choice("Status", "status", "All", STATUSES.map((word) => [word, word]), status, (word) => {
    status = word;
    shown = FIRST;
    history.replaceState(null, "", word === "" ? location.pathname : `?status=${word}`);
    load(shown);
  });
  const table = h(
    "table",
    { role: "table", class: "transactions", "aria-labelledby": "transactions" },
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, ...COLUMNS.map((text) => h("th", { role: "columnheader", scope: "col", class: text === "Amount" ? "amount" : undefined }, text)))),
    rows,
  );
  const element = h(
    "section",
    { class: "listed", "aria-labelledby": "transactions" },
    h("div", { class: "tools" }, h("h2", { id: "transactions" }, "Transactions"), filter, write),
    said,
    h("div", { class: "sheet" }, table),
    more,
  );

  /** Shows what the passbook has, and reads what it has not. */
  function update(now) {
    passbook = now;
    return read(shown);
  }

  async function load(many) {
    try {
      await read(many);
    } catch (error) {
      said.textContent = error.message;
    }
  }

  function further() {
    shown = shown === FIRST ? SLICE : shown + SLICE;
    load(shown);
  }

  /** Reads so many from the beginning; the newest ones are in the passbook. */
  async function read(many) {
    const mine = ++turn;
    const found = [];
    let cursor = null;
    do {
      const body = await page(cursor);
      found.push(...body.data);
      cursor = body.next_cursor;
    } while (cursor !== null && found.length < many);
    if (mine === turn) {
      items = found;
      next = cursor;
      draw();
    }
  }

  function page(cursor) {
    if (cursor === null && status === "") {
      return passbook.newest;
    }
    const query = new URLSearchParams({ limit: SLICE, ...(status && { status }), ...(cursor && { cursor }) });
    return get(`${passbook.path}/transactions?${query}`).then(({ body }) => body);
  }

  function draw() {
    const parts = passbook.parts;
    rows.replaceChildren(...(items.length === 0 ? [nothing()] : items.slice(0, shown).map((item) => row(item, parts.get(item.id), passbook.balance.currency))));
    const seen = Math.min(shown, items.length);
    const words = `${status === "" ? "" : `${status} `}${items.length === 1 ? "transaction" : "transactions"}`;
    const text = `${seen === items.length && next === null ? "" : `${count(seen)} of ${next === null ? "" : "more than "}`}${count(items.length)} ${words}`;
    tell(said, text);
    toggle(more, seen < items.length || next !== null, filter.querySelector("select"));
  }

  function nothing() {
    const text = status === "" ? "No transaction is stored. They come by webhook, where the app's products have them." : `No transaction is ${status}.`;
    return h("tr", { role: "row", class: "none" }, h("td", { role: "cell", colspan: COLUMNS.length }, text));
  }

  async function save() {
    write.disabled = true;
    try {
      const { csv, download } = await import("./csv.js");
      const all = [];
      let cursor = null;
      do {
        const body = await page(cursor);
        all.push(...body.data);
        cursor = body.next_cursor;
      } while (cursor !== null && all.length < MOST_WRITTEN);
      const { nuban, account_id: id } = passbook.balance;
      download(`transactions-${nuban ?? id}.csv`, csv(FILE, all));
      said.textContent =
        cursor === null
          ? `${count(all.length)} transactions are in the file.`
          : `The first ${count(all.length)} transactions are in the file; the API has those after them.`;
    } catch (error) {
      said.textContent = error.message;
    } finally {
      write.disabled = false;
    }
  }

  return { element, update };
}

function row(transaction, part, currency) {
  const { direction, amount } = transaction;
  const cells = [
    [date(transaction.cleared_date ?? transaction.trans_date)],
    [
      h("span", { class: "one-line", title: `transaction ${transaction.id}` }, transaction.description ?? transaction.ref ?? transaction.id),
      transaction.description !== null && transaction.ref !== null ? h("span", { class: "under one-line" }, transaction.ref) : null,
    ],
    [amount === null ? money(null, currency) : money(direction === "debit" ? `-${amount}` : amount, transaction.currency)],
    [badge(transaction.status), transaction.status === "pending" && transaction.expires_at !== null ? h("span", { class: "under" }, "until ", date(transaction.expires_at)) : null],
    [part === undefined ? "" : part.counted ? money(part.effect, currency) : null, part === undefined ? null : h("span", { class: part.counted ? "under" : "muted" }, PARTS[part.why])],
  ];
  return h(
    "tr",
    { role: "row", "data-id": transaction.id },
    ...cells.map((content, i) => h("td", { role: "cell", "data-title": COLUMNS[i], class: COLUMNS[i] === "Amount" ? "amount" : undefined }, ...content)),
  );
}
