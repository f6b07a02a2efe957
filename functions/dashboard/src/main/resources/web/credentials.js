// The keys and secrets of an app: made, shown once, deleted.

import { change, get } from "./api.js";
import { ask, showSecrets } from "./dialogs.js";
import { instant } from "./format.js";
import { once, orSignIn } from "./acting.js";
import { h } from "./ui.js";

const KINDS = {
  keys: {
    title: "Secret keys",
    about: "Your servers ask for balances with one. To rotate: add a key, hand it over, delete the old one.",
    add: "Add a key",
    id: "key_id",
    secret: "secret_key",
    what: "secret key",
    none: "No key: nothing can ask for this app's balances.",
    ends: "Whoever uses it is refused within 30 seconds. This cannot be undone.",
    last: "It is the only one: until you add another, nobody can ask for this app's balances.",
  },
  "webhook-secrets": {
    title: "Webhook secrets",
    about: "Who sends events proves itself with one. All of them are taken until you delete the old.",
    add: "Add a webhook secret",
    id: "secret_id",
    secret: "webhook_secret",
    what: "webhook secret",
    none: "No webhook secret: nobody but this service itself can send events to this app.",
    ends: "Events that are signed with it are refused within 30 seconds. This cannot be undone.",
    last: "It is the only one: until you add another, events from outside are refused.",
  },
  "notification-secrets": {
    title: "Notification secrets",
    about: "Your servers know by one that a notification is ours. Each is signed with all of them until you delete the old.",
    add: "Add a notification secret",
    id: "secret_id",
    secret: "notification_secret",
    what: "notification secret",
    none: "No notification secret: nothing can be signed, so that nobody is told anything.",
    ends: "Nothing is signed with it after 30 seconds. This cannot be undone.",
    last: "It is the only one: until you add another, nobody is told anything.",
  },
};

/**
 * A panel with the credentials of one kind.
 *
 * @param kind "keys", "webhook-secrets" or "notification-secrets", as the API's routes have it
 * @param app the app with its credentials
 */
export function credentials(kind, app) {
  const words = KINDS[kind];
  const path = `/apps/${app.app_id}/${kind}`;
  const said = h("p", { class: "said", role: "alert" });
  const list = h("ul", { class: "credentials" });
  const button = h("button", { type: "button", class: "quiet", onclick: () => once(button, add) }, words.add);

  function draw(known) {
    const items = known[kind.replace("-", "_")];
    list.replaceChildren(
      ...items.map((item) =>
        h(
          "li",
          {},
          h("span", { class: "id" }, item[words.id]),
          item.created_at ? h("span", { class: "muted" }, "made ", instant(item.created_at)) : null,
          h("button", { type: "button", class: "quiet", "aria-label": `Delete the ${words.what} ${item[words.id]}`, onclick: () => remove(item[words.id], items.length === 1) }, "Delete…"),
        ),
      ),
    );
    if (items.length === 0) {
      list.replaceChildren(h("li", { class: "none" }, words.none));
    }
  }

  async function again() {
    draw((await orSignIn(get(`/apps/${app.app_id}`))).body);
  }

  async function add() {
    said.textContent = "";
    try {
      const made = await orSignIn(change("POST", path));
      await showSecrets(`A new ${words.what}`, [[words.what, made[words.secret]]]);
      await again();
    } catch (error) {
      said.textContent = error.detail ?? "That did not work. Try it again.";
    }
  }

  async function remove(id, isLast) {
    said.textContent = "";
    const isDone = await ask(
      `Delete this ${words.what}?`,
      "Delete it",
      () => orSignIn(change("DELETE", `${path}/${encodeURIComponent(id)}`)),
      h("p", { class: "id" }, id),
      h("p", {}, words.ends),
      isLast ? h("p", { class: "warning" }, words.last) : h("p", {}, "The others go on working."),
    );
    if (isDone) {
      await again().catch((error) => (said.textContent = error.detail));
      button.focus();
    }
  }

  draw(app);
  return h("section", { class: "panel", id: kind, "aria-label": words.title }, h("h2", {}, words.title), h("p", { class: "muted" }, words.about), list, said, h("div", { class: "actions" }, button));
}
