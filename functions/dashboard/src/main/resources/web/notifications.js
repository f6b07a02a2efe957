// What the app was told, or is to be told, and how its endpoint does.

import { once, orSignIn } from "./acting.js";
import { change } from "./api.js";
import { endpoint } from "./endpoint.js";
import { count, instant } from "./format.js";
import { Listing } from "./listing.js";
import { live } from "./live.js";
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
  let list = listing();
  const rows = h("tbody", { role: "rowgroup" });
  const said = h("p", { class: "count", role: "status" });
  const outcome = h("p", { class: "note", role: "status" });
  const more = h("button", { type: "button", class: "quiet", hidden: true, onclick: () => once(more, () => orSaid(further)) }, "Show more");
  const again = STUCK.map((word) => {
    const button = h("button", { type: "button", class: "quiet", "data-again": word, hidden: true, onclick: () => once(button, () => orSaid(() => sendAll(word))) }, `Send all ${word} ones again`);
    return button;
  });
  const filter = choice("Status", "status", "All", STATUSES.map((word) => [word, word]), status, (word) => {
    status = word;
    list = listing();
    outcome.textContent = "";
    history.replaceState(null, "", word === "" ? location.pathname : `?status=${word}`);
    orSaid(read);
  });

  function listing() {
    return new Listing(`/notifications?limit=25${status === "" ? "" : `&status=${status}`}`);
  }

  async function read() {
    const mine = list;
    if ((await mine.refresh()) && mine === list) {
      draw();
    }
  }

  async function further() {
    await list.more();
    draw();
  }

  async function sendAll(word) {
    await change("POST", "/notifications/replay", { status: word });
    outcome.textContent = `All ${word} ones are being sent again, the oldest first.`;
  }

  async function orSaid(work) {
    try {
      await orSignIn(work());
    } catch (error) {
      outcome.textContent = error.message;
    }
  }

  function draw() {
    const { items } = list;
    const focused = document.activeElement?.closest(".told-of tr")?.dataset.id;
    rows.replaceChildren(...(items.length === 0 ? [nothing()] : items.map(row)));
    if (focused !== undefined) {
      rows.querySelector(`[data-id="${CSS.escape(focused)}"] a`)?.focus();
    }
    const text = `${list.isWhole ? "" : "The newest "}${count(items.length)} ${status === "" ? "" : `${status} `}${items.length === 1 ? "notification" : "notifications"}`;
    if (said.textContent !== text) {
      said.textContent = text;
    }
    more.hidden = list.isWhole;
    again.forEach((button) => (button.hidden = !items.some((item) => item.status === button.dataset.again)));
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
