// Every page is the same document: this looks at the path, fetches the module of its page and shows it.

import { session, signOut } from "./api.js";
import { failure, h, show } from "./ui.js";

/** A page's module has show(main, path, session); `who` names the scope that it needs, if any. */
const PAGES = [
  { path: /^\/dashboard\/?$/, title: "Records", module: () => import("./records.js"), who: "app" },
  { path: /^\/dashboard\/accounts\/([^/]+)$/, title: "Account", under: "Records", module: () => import("./account.js"), who: "app" },
  { path: /^\/dashboard\/checks\/(chk_[\w-]+)$/, title: "Check", under: "Records", module: () => import("./check.js"), who: "app" },
  { path: /^\/dashboard\/notifications$/, title: "Notifications", module: () => import("./notifications.js"), who: "app" },
  { path: /^\/dashboard\/notifications\/(evt_[\w-]+)$/, title: "Notification", under: "Notifications", module: () => import("./notification.js"), who: "app" },
  { path: /^\/dashboard\/apps$/, title: "Apps", module: () => import("./apps.js"), who: "admin" },
  { path: /^\/dashboard\/apps\/(new|[0-9a-f]{24})$/, title: "App", under: "Apps", module: () => import("./app.js"), who: "admin" },
  { path: /^\/dashboard\/sign-in$/, title: "Sign in", module: () => import("./sign-in.js") },
];

const main = document.getElementById("main");

async function open() {
  const found = PAGES.map((page) => ({ page, match: page.path.exec(location.pathname) })).find(({ match }) => match);
  if (!found) {
    notFound();
    return;
  }
  const { page, match } = found;
  document.title = `${page.title} · Balances`;
  const [module, who] = await Promise.all([page.module(), session()]);
  header(who, page);
  if (page.who && who.scope === "none") {
    const here = location.pathname + location.search;
    location.replace(here === "/dashboard" ? "/dashboard/sign-in" : `/dashboard/sign-in?next=${encodeURIComponent(here)}`);
  } else if (page.who && page.who !== who.scope) {
    wrongScope(page);
  } else {
    await module.show(main, match.slice(1).map(decodeURIComponent), who);
  }
}

function header(who, page) {
  if (who.scope === "none") {
    return;
  }
  const link = (text, href) =>
    h("a", { href, "aria-current": page.title === text ? "page" : page.under === text ? "true" : undefined }, text);
  const links = [link("Records", "/dashboard")];
  links.push(who.scope === "admin" ? link("Apps", "/dashboard/apps") : link("Notifications", "/dashboard/notifications"));
  document.getElementById("nav").replaceChildren(...links);
  document.getElementById("who").replaceChildren(
    h("span", { class: "app" }, who.scope === "admin" ? "App Builder" : (who.app_name ?? who.app_id)),
    h("button", { type: "button", class: "quiet", id: "sign-out", onclick: leave }, "Sign out"),
  );
}

async function leave() {
  try {
    await signOut();
    location.assign("/dashboard/sign-in");
  } catch (error) {
    show(main, failure(error, leave));
  }
}

function wrongScope(page) {
  show(
    main,
    h("h1", {}, page.title),
    h(
      "section",
      { class: "state" },
      h("h2", {}, page.who === "app" ? `${page.under ?? page.title} belong to an app` : "Apps are the App Builder's"),
      h(
        "p",
        {},
        page.who === "app"
          ? "You are signed in with the admin token, which reads no balances. Sign out, and sign in with a secret key of the app."
          : "You are signed in with a secret key of one app. Sign out, and sign in with the admin token.",
      ),
      page.who === "app" ? h("a", { class: "button", href: "/dashboard/apps" }, "Go to the apps") : null,
    ),
  );
}

function notFound() {
  document.title = "Not found · Balances";
  show(
    main,
    h("h1", {}, "There is no such page"),
    h("p", {}, h("a", { href: "/dashboard" }, "Go to the records")),
  );
}

open().catch((error) => show(main, failure(error, () => location.reload())));
