// The apps of this deployment.

import { get } from "./api.js";
import { instant } from "./format.js";
import { orSignIn } from "./acting.js";
import { badge, empty, failure, h, show as put } from "./ui.js";

export async function show(main) {
  const waiting = h("div", { class: "sheet", "aria-busy": "true" }, table(Array.from({ length: 3 }, blank)));
  put(main, title(), waiting);
  waiting.replaceWith(await known().catch((error) => failure(error, () => show(main))));
}

async function known() {
  const apps = [];
  let cursor = null;
  do {
    const { body } = await orSignIn(get(`/apps?limit=100${cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`}`));
    apps.push(...body.data);
    cursor = body.next_cursor;
  } while (cursor !== null);
  return apps.length === 0 ? nobody() : h("div", { class: "sheet" }, table(apps.map(row)));
}

function title() {
  return h("div", { class: "title" }, h("h1", {}, "Apps"), h("a", { class: "button end", href: "/dashboard/apps/new" }, "New app"));
}

function nobody() {
  return empty(
    "There is no app yet",
    h("p", {}, "An app is one tenant: a widget with its look and products, keys for your servers, secrets for its webhooks."),
    h("a", { class: "button", href: "/dashboard/apps/new" }, "Make the first one"),
  );
}

const TITLES = ["App", "Id", "Environment", "Currency", "Created"];

function cells(...contents) {
  return h("tr", { role: "row" }, ...contents.map((content, i) => h("td", { role: "cell", "data-title": TITLES[i] }, content)));
}

function row(app) {
  return cells(
    h("a", { href: `/dashboard/apps/${app.app_id}` }, app.name),
    h("span", { class: "id" }, app.app_id),
    badge(app.env),
    app.currency,
    instant(app.created_at),
  );
}

function blank() {
  return cells(...TITLES.map(() => h("span", { class: "bone" })));
}

function table(rows) {
  return h(
    "table",
    { role: "table", "aria-label": "Apps", class: "apps" },
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, ...TITLES.map((name) => h("th", { role: "columnheader", scope: "col" }, name)))),
    h("tbody", { role: "rowgroup" }, ...rows),
  );
}
