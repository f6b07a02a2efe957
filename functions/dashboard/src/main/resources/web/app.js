// One app: its options with a preview of the widget, its credentials, what to copy, and its end. Or a new one.

import { change, get } from "./api.js";
import { appForm } from "./app-form.js";
import { credentials } from "./credentials.js";
import { ask, showSecrets } from "./dialogs.js";
import { orSignIn } from "./acting.js";
import { snippets } from "./snippets.js";
import { testWebhook } from "./test-webhook.js";
import { badge, failure, h, show as put } from "./ui.js";

export async function show(main, [id]) {
  if (id === "new") {
    document.title = "New app · Balances";
    put(main, back(), h("h1", {}, "New app"), appForm(null, create));
    main.querySelector("#name").focus();
    return;
  }
  put(main, back(), h("h1", {}, "App"), waiting());
  try {
    const { body } = await orSignIn(get(`/apps/${encodeURIComponent(id)}`));
    put(main, ...page(body));
    document.title = `${body.name} · Balances`;
  } catch (error) {
    put(main, back(), h("h1", {}, "App"), failure(error, error.status === 404 ? null : () => show(main, [id])));
  }
}

function back() {
  return h("p", {}, h("a", { href: "/dashboard/apps" }, "All apps"));
}

function waiting() {
  const bones = () => [1, 2, 3, 4].map(() => h("span", { class: "bone" }));
  return h("div", { class: "builder", "aria-busy": "true" }, h("div", { class: "panel bones" }, ...bones()), h("div", { class: "panel bones beside" }, ...bones()));
}

async function create(options) {
  const made = await orSignIn(change("POST", "/apps", options));
  await showSecrets(
    `${made.name} is there`,
    [["secret key", made.secret_key], ["webhook secret", made.webhook_secret], ["notification secret", made.notification_secret]],
    h("p", { class: "muted" }, "The secret key and the notification secret are for your servers, the webhook secret is for who sends events to"),
    h("p", { class: "id url" }, made.webhook_url),
  );
  // Nothing of the secrets is left: neither in this page nor in the address of the next.
  return () => location.replace(`/dashboard/apps/${made.app_id}`);
}

function page(app) {
  const title = h("h1", {}, app.name);
  const env = h("span", {}, badge(app.env));
  const below = h("div", { class: "after" });
  function fill(known) {
    title.textContent = known.name;
    env.replaceChildren(badge(known.env));
    below.replaceChildren(credentials("keys", known), credentials("webhook-secrets", known), credentials("notification-secrets", known), snippets(known), testWebhook(known), end(known));
  }
  fill(app);
  return [
    back(),
    h("div", { class: "title" }, title, env),
    h("p", { class: "id under" }, app.app_id),
    h("nav", { class: "parts", "aria-label": "Parts of this page" }, ...PARTS.map(([place, name]) => h("a", { href: `#${place}` }, name))),
    appForm(app, async (options) => {
      const known = await orSignIn(change("PATCH", `/apps/${app.app_id}`, options));
      document.title = `${known.name} · Balances`;
      fill(known);
      return null;
    }),
    below,
  ];
}

const PARTS = [
  ["keys", "Secret keys"],
  ["webhook-secrets", "Webhook secrets"],
  ["notification-secrets", "Notification secrets"],
  ["embed", "Put it into a page"],
  ["test", "Test webhook"],
  ["end", "Delete"],
];

function end(app) {
  return h(
    "section",
    { class: "panel", id: "end", "aria-label": "Delete this app" },
    h("h2", {}, "Delete this app"),
    h("p", { class: "muted" }, "Its keys and secrets end, its webhooks are refused, its widget stops. This cannot be undone."),
    h("div", { class: "actions start" }, h("button", { type: "button", class: "danger", onclick: () => remove(app) }, "Delete this app…")),
  );
}

async function remove(app) {
  const typed = h("input", { id: "typed", autocomplete: "off", spellcheck: "false" });
  const erase = h("input", { type: "checkbox", name: "erase" });
  const option = h(
    "label",
    { class: "check", hidden: true },
    erase,
    h("span", {}, "Erase its customers with it", h("span", { class: "under" }, "Their accounts, balances, transactions and history, for good. Backups keep them for up to 35 days.")),
  );
  const name = h("div", { class: "field" }, h("label", { for: "typed" }, "Type the app's name to go on: ", h("strong", {}, app.name)), typed);
  name.ready = () => typed.value.trim() === app.name && (option.hidden || erase.checked);
  const isDone = await ask(
    "Delete this app?",
    "Delete the app",
    async () => {
      try {
        await orSignIn(change("DELETE", `/apps/${app.app_id}${erase.checked ? "?erase=true" : ""}`));
      } catch (error) {
        if (error.code === "app_has_customers") {
          option.hidden = false;
          erase.focus();
          error.detail = "This app has customers, so it was not deleted. Delete them one by one through the API, or say below that they are to be erased too.";
        }
        throw error;
      }
    },
    h("p", {}, "Its keys and secrets end at once, and what asks for its balances is refused."),
    name,
    option,
  );
  if (isDone) {
    location.assign("/dashboard/apps");
  }
}
