// What the app was told, or is to be told, and how its endpoint does.

import { once, orSaid, orSignIn } from "./acting.js";
import { change } from "./api.js";
import { endpoint } from "./endpoint.js";
import { count, instant } from "./format.js";
import { Listing } from "./listing.js";
import { live } from "./live.js";
import { redraw, tell, toggle } from "./parts.js";
import { KINDS } from "./told.js";
import { badge, choice, failure, h, show as put } from "./ui.js";

const STATUSES = ["waiting", "delivered", "dead", "held"];
/** Those that nobody sends by itself any more. */
const STUCK = ["dead", "held"];
const COLUMNS = ["When", "What", "About", "Status", "Attempts"];

export async function show(main) {
  put(main, h("h1", {}, "Notifications"), h("p", { class: "count", role: "status" }, "Loading…"));
  const place = endpoint();
  const sent = deliveries();
  try {
    await orSignIn(Promise.all([place.read(), sent.read()]));
  } catch (error) {
    put(main, h("h1", {}, "Notifications"), failure(error, () => show(main)));
    return;
  }
  const status = live(() => Promise.all([place.read(), sent.read()]));
  put(main, h("div", { class: "title" }, h("h1", {}, "Notifications"), status), place.element, sent.element);
}

/** The section with all of them; `read` reads again what is shown. */
function deliveries() {
  const asked = new URLSearchParams(location.search).get("status");
  let status = STATUSES.includes(asked) ? asked : "";
  let list = listing(status, 25);
  /** One of each of those, where the list has not come as far. */
  const stuck = STUCK.map((word) => listing(word, 1));
  const rows = h("tbody", { role: "rowgroup" });
  const said = h("p", { class: "count", role: "status" });
  const wrong = h("p", { class: "note", role: "status" });
  const outcome = h("p", { class: "note", role: "status" });
  const more = h("button", { type: "button", class: "quiet", hidden: true, onclick: () => once(more, () => orSaid(wrong, further)) }, "Show more");
  const again = STUCK.map((word) => {
    const button = h("button", { type: "button", class: "quiet", "data-again": word, hidden: true, onclick: () => once(button, () => sendAll(word)) }, `Send all ${word} ones again`);
    return button;
  });
  const filter = choice("Status", "status", "All", STATUSES.map((word) => [word, word]), status, (word) => {
    status = word;
    list = listing(word, 25);
    outcome.textContent = "";
    wait();
    history.replaceState(null, "", word === "" ? location.pathname : `?status=${word}`);
    orSaid(wrong, read);
  });

  function listing(word, limit) {
    return new Listing(`/notifications?limit=${limit}${word === "" ? "" : `&status=${word}`}`);
  }

  /** What the list before had is not what is asked for now. */
  function wait() {
    rows.replaceChildren();
    more.hidden = true;
    again.forEach((button) => (button.hidden = true));
    tell(said, "Loading…");
  }

  /** Reads again what is shown; of a list that is not shown any more nothing is. */
  async function read() {
    const mine = list;
    const isNew = await mine.refresh();
    if (mine !== list) {
      return;
    }
    if (isNew) {
      draw();
    }
    if (status === "" && !mine.isWhole) {
      await Promise.all(stuck.map((one) => one.refresh()));
    }
    if (mine === list) {
      again.forEach((button, i) => toggle(button, isThere(button.dataset.again, stuck[i]), filter.querySelector("select")));
      tell(wrong, "");
    }
  }

  /** Whether there are any of these to be sent again, among those that the filter lets through. */
  function isThere(word, found) {
    const known = status === "" && !list.isWhole ? found.items : list.items;
    return known.some((item) => item.status === word);
  }

  async function further() {
    const mine = list;
    await mine.more();
    if (mine === list) {
      draw();
    }
  }

  async function sendAll(word) {
    if (await orSaid(outcome, () => change("POST", "/notifications/replay", { status: word }))) {
      tell(outcome, `All ${word} ones are being sent again.`);
    }
  }

  function draw() {
    const { items } = list;
    const before = rows.children.length;
    redraw(rows, items.length === 0 ? [nothing()] : items.map(row));
    tell(said, `${list.isWhole ? "" : "The newest "}${count(items.length)} ${status === "" ? "" : `${status} `}${items.length === 1 ? "notification" : "notifications"}`);
    toggle(more, !list.isWhole, (rows.children[before] ?? rows.lastElementChild)?.querySelector("a"));
  }

  function nothing() {
    const text = status === "" ? "Nothing was to be told within the last days." : `None is ${status}.`;
    return h("tr", { role: "row", class: "none" }, h("td", { role: "cell", colspan: COLUMNS.length }, text));
  }

  const table = h(
    "table",
    { role: "table", class: "told-of", "aria-labelledby": "deliveries" },
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, ...COLUMNS.map((text) => h("th", { role: "columnheader", scope: "col" }, text)))),
    rows,
  );
  const element = h(
    "section",
    { class: "listed", "aria-labelledby": "deliveries" },
    h("div", { class: "tools" }, h("h2", { id: "deliveries" }, "Deliveries"), filter, ...again),
    outcome,
    wrong,
    said,
    h("div", { class: "sheet" }, table),
    more,
  );
  return { element, read };
}

function row(item) {
  const cells = [
    [h("a", { href: `/dashboard/notifications/${encodeURIComponent(item.id)}` }, instant(item.created_at))],
    [KINDS[item.type] ?? item.type, h("span", { class: "under" }, item.type)],
    [about(item)],
    [badge(item.status), next(item)],
    [count(item.attempts)],
  ];
  return h("tr", { role: "row", "data-id": item.id }, ...cells.map((content, i) => h("td", { role: "cell", "data-title": COLUMNS[i] }, ...content)));
}

/** The account, which has a page, or the connection, which has none. */
export function about({ account_id: account, record_id: record }) {
  return account === null
    ? h("span", { class: "id", title: `connection ${record}` }, record)
    : h("a", { class: "id", href: `/dashboard/accounts/${encodeURIComponent(account)}`, title: `account ${account}` }, account);
}

function next({ status, next_attempt_at: at, last_attempt: last }) {
  if (status === "waiting") {
    return at === null || Date.parse(at) < Date.now() ? null : h("span", { class: "under" }, "again ", instant(at));
  }
  return status === "delivered" || last === null ? null : h("span", { class: "under" }, last.result.replaceAll("_", " "));
}
