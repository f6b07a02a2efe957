// The apps of this deployment.

import { get } from "./api.js";
import { instant } from "./format.js";
import { badge, empty, failure, h, show as put } from "./ui.js";

export async function show(main) {
  try {
    const apps = [];
    let cursor = null;
    do {
      const { body } = await get(`/apps?limit=100${cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`}`);
      apps.push(...body.data);
      cursor = body.next_cursor;
    } while (cursor !== null);
    put(main, h("h1", {}, "Apps"), apps.length === 0 ? nobody() : h("div", { class: "sheet" }, table(apps)));
  } catch (error) {
    put(main, h("h1", {}, "Apps"), failure(error, () => show(main)));
  }
}

function nobody() {
  return empty("There is no app yet", h("p", {}, "An app is one tenant, with its keys and webhooks. POST /apps makes one."));
}

function table(apps) {
  const titles = ["App", "Id", "Environment", "Currency", "Created"];
  const cell = (title, ...content) => h("td", { role: "cell", "data-title": title }, ...content);
  return h(
    "table",
    { role: "table", "aria-label": "Apps", class: "apps" },
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, ...titles.map((title) => h("th", { role: "columnheader", scope: "col" }, title)))),
    h(
      "tbody",
      { role: "rowgroup" },
      ...apps.map((app) =>
        h(
          "tr",
          { role: "row" },
          cell("App", app.name),
          cell("Id", h("span", { class: "id" }, app.app_id)),
          cell("Environment", badge(app.env)),
          cell("Currency", app.currency),
          cell("Created", instant(app.created_at)),
        ),
      ),
    ),
  );
}
