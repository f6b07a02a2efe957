// One notification: what is sent, how that went, and sending it again.

import { once, orSignIn } from "./acting.js";
import { change, get } from "./api.js";
import { count, instant } from "./format.js";
import { live } from "./live.js";
import { about } from "./notifications.js";
import { card, facts, tellOutcome } from "./parts.js";
import { pretty } from "./pretty.js";
import { KINDS, attempt } from "./told.js";
import { badge, failure, h, show as put } from "./ui.js";

export async function show(main, [id]) {
  const path = `/notifications/${encodeURIComponent(id)}`;
  put(main, back(), h("h1", {}, "Notification"), h("p", { class: "sub", role: "status" }, "Loading…"));
  let item;
  try {
    item = (await orSignIn(get(path))).body;
  } catch (error) {
    put(main, back(), h("h1", {}, "Notification"), failure(error, error.status === 404 ? null : () => show(main, [id])));
    return;
  }
  const state = h("span", { id: "state" });
  const details = h("div", {});
  const last = h("div", {});
  const said = h("div", { class: "outcome", role: "status" });
  const button = h("button", { type: "button", class: "quiet", id: "replay", onclick: () => once(button, replay) }, "Send it again");
  let shown;

  function draw(now) {
    const text = JSON.stringify([now.status, now.attempts, now.next_attempt_at, now.last_attempt]);
    if (text !== shown) {
      shown = text;
      state.replaceChildren(badge(now.status));
      details.replaceChildren(described(now));
      last.replaceChildren(now.last_attempt === null ? h("p", { class: "muted" }, "None was made yet.") : attempt(now.last_attempt, "What the endpoint answered"));
    }
  }

  async function replay() {
    try {
      draw(await orSignIn(change("POST", `${path}/replay`)));
      tellOutcome(said, "good", h("p", {}, "It is sent at once, under the same id."));
    } catch (error) {
      tellOutcome(said, "bad", h("p", {}, error.message));
    }
  }

  /** What was delivered is kept for a week. */
  async function look() {
    try {
      draw((await get(path)).body);
      return true;
    } catch (error) {
      if (error.status !== 404) {
        throw error;
      }
      put(main, back(), h("h1", {}, "Notification"), failure(error, null));
      return false;
    }
  }

  const title = KINDS[item.type] ?? item.type;
  document.title = `${title} · Balances`;
  draw(item);
  put(
    main,
    back(),
    h("div", { class: "title" }, h("h1", {}, title), state, live(look), button),
    h("p", { class: "sub" }, item.type),
    said,
    h(
      "div",
      { class: "columns" },
      h(
        "div",
        {},
        card(
          "body",
          "What is sent",
          h("pre", { class: "code", tabindex: "0", role: "group", "aria-label": "Body" }, pretty(item.body)),
          h("p", { class: "hint" }, "Laid out to be read. What is signed is webhook-id, webhook-timestamp and the body's own bytes, with dots between."),
        ),
      ),
      h("div", {}, card("last", "Last attempt", last), card("details", "Details", details)),
    ),
  );
}

function back() {
  const from = document.referrer.startsWith(`${location.origin}/dashboard/notifications?`) ? document.referrer : "/dashboard/notifications";
  return h("p", { class: "back" }, h("a", { href: from }, "All notifications"));
}

function described(item) {
  return facts(
    [item.account_id === null ? "Connection" : "Account", about(item)],
    ["Made", instant(item.created_at)],
    ["Attempts", count(item.attempts)],
    item.next_attempt_at === null ? null : ["Next attempt", instant(item.next_attempt_at)],
    ["webhook-id", h("span", { class: "id", title: item.id }, item.id)],
  );
}
