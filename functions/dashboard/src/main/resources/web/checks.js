// What was decided about an account, newest first.

import { once, orSaid } from "./acting.js";
import { count, instant, money } from "./format.js";
import { Listing } from "./listing.js";
import { redraw, tell, toggle } from "./parts.js";
import { h } from "./ui.js";
import { DECISIONS } from "./words.js";

const COLUMNS = ["When", "Decision", "Amount", "Reference"];

/** A decision as a word in its colour. */
export function decision(word) {
  return h("span", { class: `badge ${DECISIONS[word][1]}` }, word);
}

/**
 * The section.
 *
 * @param path the account's
 */
export function checks(path) {
  const list = new Listing(`${path}/checks?limit=25`);
  const rows = h("tbody", { role: "rowgroup" });
  const said = h("p", { class: "count", role: "status" });
  const wrong = h("p", { class: "note", role: "status" });
  const more = h("button", { type: "button", class: "quiet", hidden: true, onclick: () => once(more, () => orSaid(wrong, further)) }, "Show more");
  const table = h(
    "table",
    { role: "table", class: "checks", "aria-labelledby": "checks" },
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, ...COLUMNS.map((text) => h("th", { role: "columnheader", scope: "col", class: text === "Amount" ? "amount" : undefined }, text)))),
    rows,
  );

  /** Reads again what is shown. */
  async function read() {
    if (await list.refresh()) {
      draw();
    }
  }

  async function further() {
    await list.more();
    draw();
  }

  function draw() {
    const { items } = list;
    const before = rows.children.length;
    redraw(rows, items.length === 0 ? [nothing()] : items.map(row));
    tell(said, `${list.isWhole ? "" : "The newest "}${count(items.length)} ${items.length === 1 ? "check" : "checks"}`);
    toggle(more, !list.isWhole, (rows.children[before] ?? rows.lastElementChild)?.querySelector("a"));
  }

  const element = h(
    "section",
    { class: "listed", "aria-labelledby": "checks" },
    h("div", { class: "tools" }, h("h2", { id: "checks" }, "Checks")),
    wrong,
    said,
    h("div", { class: "sheet" }, table),
    more,
  );
  return { element, read: () => orSaid(wrong, read) };
}

function nothing() {
  return h("tr", { role: "row", class: "none" }, h("td", { role: "cell", colspan: COLUMNS.length }, "Nobody has asked yet, or the app keeps no decisions."));
}

function row({ check_id: id, decided_at: at, asked, answered }) {
  const cells = [
    [h("a", { href: `/dashboard/checks/${encodeURIComponent(id)}` }, instant(at))],
    [decision(answered.decision), answered.reason === "enough" ? null : h("span", { class: "under" }, answered.reason.replaceAll("_", " "))],
    [money(asked.amount, asked.currency), Number(asked.buffer) === 0 ? null : h("span", { class: "under" }, "and ", money(asked.buffer, asked.currency), " left")],
    [
      h("span", { class: "one-line", title: asked.reference ?? undefined }, asked.reference ?? "–"),
      answered.reservation === null ? null : h("span", { class: "under one-line", title: answered.reservation.reference }, `reserved as ${answered.reservation.reference}`),
    ],
  ];
  return h(
    "tr",
    { role: "row", "data-id": id },
    ...cells.map((content, i) => h("td", { role: "cell", "data-title": COLUMNS[i], class: COLUMNS[i] === "Amount" ? "amount" : undefined }, ...content)),
  );
}
