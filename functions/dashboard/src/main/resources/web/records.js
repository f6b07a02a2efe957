// The table of balance records. What is searched, filtered, sorted and paged stands in the URL, so that a reload, a
// bookmark and the way back keep their place.

import { toSignIn } from "./api.js";
import { Book, MOST, select } from "./book.js";
import { csv, download } from "./csv.js";
import { wholeFile } from "./export.js";
import { count, instant, money } from "./format.js";
import { live } from "./live.js";
import { tell } from "./parts.js";
import { badge, choice, empty, failure, h, show as put } from "./ui.js";

const SIZES = [25, 50, 100];
const DEFAULTS = { q: "", source: "", currency: "", connection: "", stale: "", sort: "", page: "1", size: "25" };
const SOURCES = ["reported", "adjusted", "computed", "incomplete", "unknown"];
const CONNECTIONS = [["active", "active"], ["error", "error"], ["reauth_required", "reauth required"]];

const COLUMNS = [
  { name: "account", title: "Account", sorts: true },
  { name: "customer", title: "Customer", sorts: true },
  { name: "bank", title: "Bank", sorts: true },
  { name: "available", title: "Available", sorts: true, amount: true },
  { name: "ledger", title: "Ledger", sorts: true, amount: true },
  { name: "source", title: "Source" },
  { name: "as_of", title: "As of", sorts: true },
  { name: "connection", title: "Connection" },
];

/** Those of GET /exports/balances: a point leads into an object. */
const FILE = [
  "account_id", "customer_id", "record_id", "nuban", "name", "bank.id", "bank.name", "currency", "ledger_balance",
  "available_balance", "available_source", "spendable_balance", "reserved.amount", "pending.debits", "pending.credits",
  "pending.count", "pending.excluded", "as_of", "pending_as_of", "refreshed_at", "stale", "connection",
].map((column) => [column, (record) => column.split(".").reduce((part, name) => part[name], record)]);

const book = new Book();
const lookedUp = new Set();
/** Rows by account id, with what they say: a row that says the same stays, and the focus in it. */
const rows = new Map();

const head = h("tr", { role: "row" });
const body = h("tbody", { role: "rowgroup" });
const status = h("p", { role: "status", class: "count" });
const write = h("button", { type: "button", class: "quiet", id: "export", onclick: save }, "Export CSV");
const note = h("p", { class: "note" });
const filters = h("form", { class: "filters", role: "search", "aria-label": "Records", onsubmit: (event) => event.preventDefault() });
const sheet = h("div", { class: "sheet" });
const paging = h("nav", { class: "paging", "aria-label": "Pages" });
const table = h(
  "table",
  { role: "table", "aria-label": "Balance records" },
  h("thead", { role: "rowgroup" }, head),
  body,
);

let view = read();
let visible = [];
let filling = null;
let found = [];

export async function show(main) {
  controls();
  heads();
  waiting();
  const title = h("div", { class: "title" }, h("h1", {}, "Records"), write);
  put(main, title, filters, note, status, sheet, paging);
  addEventListener("popstate", () => {
    view = read();
    controls();
    update();
  });
  await fill();
  write.before(live(look));
  // Under what comes in, or it would be pushed down.
  paging.after(wholeFile());
}

// ---- the view and the URL

function read() {
  const asked = new URLSearchParams(location.search);
  const found = Object.fromEntries(Object.entries(DEFAULTS).map(([name, usual]) => [name, asked.get(name) ?? usual]));
  found.page = Math.max(1, Number.parseInt(found.page, 10) || 1);
  found.size = SIZES.includes(Number(found.size)) ? Number(found.size) : SIZES[0];
  return found;
}

/** Another view, in the URL too; `typing` leaves no step in the history. */
function change(changes, typing = false) {
  view = { ...view, page: 1, ...changes };
  const query = new URLSearchParams(
    Object.entries(view)
      .filter(([name, value]) => String(value) !== DEFAULTS[name])
      .map(([name, value]) => [name, String(value)]),
  ).toString();
  history[typing ? "replaceState" : "pushState"](null, "", query === "" ? location.pathname : `?${query}`);
  update();
}

function update() {
  heads();
  draw();
  fill();
}

/** In the API's own order nothing needs to be compared, so pages may go on for ever. */
function plain() {
  return ["q", "source", "currency", "connection", "stale", "sort"].every((name) => view[name] === DEFAULTS[name]);
}

// ---- reading

/**
 * Reads what the view covers; draws as it comes in.
 *
 * @returns {Promise<boolean>} whether all of it was read
 */
function fill() {
  filling ??= readOn().finally(() => (filling = null));
  return filling;
}

async function readOn() {
  try {
    while (!book.complete && book.size < (plain() ? Math.max(MOST, view.page * view.size + 1) : MOST)) {
      await book.more();
      draw();
    }
    await lookUp();
    return true;
  } catch (error) {
    failed(error, fill);
    return false;
  }
}

/** Past what a search covers, who is named exactly is found all the same. */
async function lookUp() {
  const text = view.q.trim();
  if (!book.complete && /^[\x21-\x7e]{3,128}$/.test(text) && !lookedUp.has(text)) {
    await book.lookUp(text);
    lookedUp.add(text);
    draw();
  }
}

async function look() {
  if (book.loaded && (await book.refresh(visible))) {
    draw();
  }
}

/** Writes all that the filters let through, in the order of the table, to a file. */
async function save() {
  if (!(await fill())) {
    return;
  }
  download("records.csv", csv(FILE, found));
  tell(status, `${count(found.length)} ${found.length === 1 ? "record is" : "records are"} in the file${book.complete ? "" : `, of the first ${count(book.size)}`}.`);
}

function failed(error, again) {
  if (error.status === 401) {
    toSignIn();
  } else if (!book.loaded) {
    status.textContent = "";
    sheet.replaceChildren(
      failure(error, () => {
        waiting();
        again();
      }),
    );
  } else {
    note.textContent = `Not all records could be read. ${error.message}`;
  }
}

// ---- drawing

/** Rows of the height that they will have, so that nothing moves when they come in. */
function waiting() {
  status.textContent = "Loading…";
  const blank = () => h("tr", { role: "row", class: "blank" }, ...COLUMNS.map(() => h("td", { role: "cell" }, h("span", { class: "bone" }))));
  body.replaceChildren(...Array.from({ length: 8 }, blank));
  sheet.replaceChildren(table);
}

function draw() {
  if (!book.loaded) {
    return;
  }
  found = select(book.all(), view);
  const pages = Math.max(1, Math.ceil(found.length / view.size));
  const open = plain() && !book.complete;
  const page = open ? view.page : Math.min(view.page, pages);
  const from = (page - 1) * view.size;
  const slice = found.slice(from, from + view.size);
  visible = slice.map((record) => record.account_id);
  note.textContent =
    !plain() && !book.complete && book.size >= MOST
      ? `Search, filters and sorting cover the first ${count(MOST)} records; a whole customer id or account number is found among all.`
      : "";
  tell(
    status,
    found.length === 0
      ? "No records"
      : `${count(from + 1)}–${count(from + slice.length)} of ${open ? "more than " : ""}${count(found.length)} ${found.length === 1 ? "record" : "records"}`,
  );
  if (found.length === 0) {
    sheet.replaceChildren(book.size === 0 ? nobody() : nothing());
  } else {
    fillTable(slice);
  }
  pager(page, pages, open);
}

function nobody() {
  return empty(
    "No customer has connected an account yet",
    h("p", {}, "Records appear here as soon as the first webhook of the widget comes in."),
  );
}

function nothing() {
  return empty(
    "No record is like that",
    h("p", {}, "Search for a part of a name, a customer id, an account number or a bank; or ask for less."),
    h("button", { type: "button", onclick: clear }, "Clear search and filters"),
  );
}

function clear() {
  change({ q: "", source: "", currency: "", connection: "", stale: "" });
  controls();
  filters.querySelector("input").focus();
}

function fillTable(records) {
  const first = rows.size === 0;
  const now = records.map((record) => {
    const said = JSON.stringify(record);
    const known = rows.get(record.account_id);
    if (known?.said === said) {
      return known.element;
    }
    const element = row(record, known !== undefined);
    rows.set(record.account_id, { said, element });
    return element;
  });
  const same = !first && body.children.length === now.length && now.every((element, i) => body.children[i] === element);
  if (!same) {
    const focused = document.activeElement?.closest("tr")?.dataset.id;
    body.replaceChildren(...now);
    if (focused !== undefined) {
      body.querySelector(`tr[data-id="${CSS.escape(focused)}"] a`)?.focus();
    }
  }
  if (sheet.firstChild !== table) {
    sheet.replaceChildren(table);
  }
}

function row(record, changed) {
  const cells = {
    account: [
      h("a", { href: `/dashboard/accounts/${encodeURIComponent(record.account_id)}` }, record.name ?? record.nuban ?? record.account_id),
      h(
        "span",
        { class: "under number", title: `account ${record.account_id}` },
        record.name === null ? short(record.account_id) : (record.nuban ?? short(record.account_id)),
      ),
    ],
    customer: [h("span", { class: "id", title: record.customer_id }, short(record.customer_id))],
    bank: [h("span", { class: "one-line", title: record.bank.id }, record.bank.name ?? record.bank.id)],
    available: [money(record.available_balance, record.currency), pending(record)],
    ledger: [money(record.ledger_balance, record.currency)],
    source: [badge(record.available_source)],
    as_of: [instant(record.as_of), record.stale ? h("span", { class: "under" }, badge("stale")) : null],
    connection: [badge(record.connection)],
  };
  return h(
    "tr",
    { role: "row", "data-id": record.account_id, class: changed ? "changed" : undefined },
    ...COLUMNS.map(({ name, title, amount }) =>
      h("td", { role: "cell", class: `${name}${amount ? " amount" : ""}`, "data-title": title }, ...cells[name]),
    ),
  );
}

/** Both ends of an id: those of one system often begin alike. */
function short(id) {
  return id.length <= 14 ? id : `${id.slice(0, 4)}…${id.slice(-8)}`;
}

function pending(record) {
  const { count: many, debits } = record.pending;
  return many === 0
    ? null
    : h("span", { class: "under", title: `${many} pending, debits ${debits} ${record.currency}` }, `${count(many)} pending`);
}

function heads() {
  const sorted = view.sort.replace("-", "");
  const down = view.sort.startsWith("-");
  const cells = COLUMNS.map(({ name, title, sorts, amount }) => {
    const direction = sorted !== name ? undefined : down ? "descending" : "ascending";
    // The next step: up, down, and back to the API's order.
    const next = direction === undefined ? name : down ? "" : `-${name}`;
    return h(
      "th",
      { role: "columnheader", scope: "col", class: `${name}${amount ? " amount" : ""}`, "aria-sort": direction },
      sorts ? h("button", { type: "button", "data-sort": name, onclick: () => change({ sort: next }) }, title) : title,
    );
  });
  const focused = document.activeElement?.dataset?.sort;
  head.replaceChildren(...cells);
  filters.elements.sort.value = view.sort;
  if (focused !== undefined) {
    head.querySelector(`[data-sort="${focused}"]`)?.focus();
  }
}

function controls() {
  let typed;
  const search = h("input", {
    type: "search",
    name: "q",
    value: view.q,
    placeholder: "Customer, account, bank",
    autocomplete: "off",
    spellcheck: "false",
    oninput: (event) => {
      clearTimeout(typed);
      typed = setTimeout(() => change({ q: event.target.value }, true), 150);
    },
  });
  const pairs = (words) => words.map((word) => [word, word]);
  const currencies = [...new Set([...book.all().map((record) => record.currency), view.currency])].filter((code) => code !== "").sort();
  filters.replaceChildren(
    h("label", { class: "search" }, h("span", {}, "Search"), search),
    choice("Source", "source", "All sources", pairs(SOURCES), view.source, (source) => change({ source })),
    choice("Currency", "currency", "All currencies", pairs(currencies), view.currency, (currency) => change({ currency })),
    choice("Connection", "connection", "All connections", CONNECTIONS, view.connection, (connection) => change({ connection })),
    choice("Age", "stale", "Any age", [["false", "fresh"], ["true", "stale"]], view.stale, (stale) => change({ stale })),
    order(),
  );
}

/** What the heads of the columns do, for a phone, where there are none. */
function order() {
  const orders = COLUMNS.filter(({ sorts }) => sorts).flatMap(({ name, title }) => [[name, `${title}, up`], [`-${name}`, `${title}, down`]]);
  const label = choice("Sort", "sort", "As they came", orders, view.sort, (sort) => change({ sort }));
  label.classList.add("order");
  return label;
}

/** The currencies that there are, as they become known. */
function currencies() {
  const select = filters.querySelector("[name=currency]");
  const there = new Set([...select.options].map((option) => option.value));
  const more = [...new Set(book.all().map((record) => record.currency))].filter((code) => !there.has(code)).sort();
  more.forEach((code) => select.append(h("option", { value: code }, code)));
}

function pager(page, pages, open) {
  currencies();
  paging.hidden = visible.length === 0 && page === 1;
  const step = (text, to, off) =>
    h("button", { type: "button", "data-step": text, "aria-disabled": off ? "true" : undefined, onclick: () => off || change({ page: to }) }, text);
  const focused = document.activeElement?.dataset?.step;
  paging.replaceChildren(
    h(
      "label",
      {},
      h("span", {}, "Rows"),
      h(
        "select",
        { name: "size", onchange: (event) => change({ size: Number(event.target.value) }) },
        ...SIZES.map((size) => h("option", { value: size, selected: size === view.size }, String(size))),
      ),
    ),
    step("Previous", page - 1, page <= 1),
    h("span", { class: "page" }, open ? `Page ${count(page)}` : `Page ${count(page)} of ${count(pages)}`),
    step("Next", page + 1, !open && page >= pages),
  );
  if (focused !== undefined) {
    paging.querySelector(`[data-step="${focused}"]`)?.focus();
  }
}
