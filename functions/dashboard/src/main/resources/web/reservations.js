// What is reserved of an account, and what was.

import { once, orSignIn } from "./acting.js";
import { change } from "./api.js";
import { instant, money } from "./format.js";
import { Listing } from "./listing.js";
import { badge, h } from "./ui.js";

/**
 * The section.
 *
 * @param path the account's
 */
export function reservations(path) {
  const open = new Listing(`${path}/reservations?status=open&limit=100`);
  const ended = new Listing(`${path}/reservations?status=ended&limit=25`);
  const said = h("p", { class: "said", role: "alert" });
  const held = h("ul", { class: "entries" });
  const over = h("ul", { class: "entries" });
  const none = h("p", { class: "muted" });
  const more = h("button", { type: "button", class: "quiet", onclick: () => once(more, () => orSaid(further())) }, "Show more");
  const past = h("div", { id: "ended", hidden: true }, h("h3", {}, "Ended"), none, over, more);
  const toggle = h("button", { type: "button", class: "quiet", "aria-expanded": "false", "aria-controls": "ended", onclick: () => once(toggle, () => orSaid(turn())) }, "Show ended ones");
  const nothing = h("p", { class: "muted" }, "Nothing is reserved.");

  /** Reads again what is shown. */
  async function read() {
    const [news, others] = await Promise.all([open.refresh(), past.hidden ? false : ended.refresh()]);
    said.textContent = "";
    if (news) {
      held.replaceChildren(...open.items.map(row));
      nothing.hidden = open.items.length > 0;
    }
    if (others) {
      drawEnded();
    }
  }

  async function turn() {
    if (past.hidden) {
      await ended.refresh();
      drawEnded();
    }
    past.hidden = !past.hidden;
    toggle.setAttribute("aria-expanded", String(!past.hidden));
    toggle.textContent = past.hidden ? "Show ended ones" : "Hide ended ones";
  }

  async function further() {
    await ended.more();
    drawEnded();
  }

  function drawEnded() {
    over.replaceChildren(...ended.items.map(was));
    none.textContent = ended.items.length === 0 ? "None has ended within 90 days." : "";
    none.hidden = none.textContent === "";
    more.hidden = ended.isWhole;
  }

  async function release(reservation) {
    const { reference, amount, currency } = reservation;
    const { ask } = await import("./dialogs.js");
    const isDone = await ask(
      "Release this reservation?",
      "Release it",
      () => orSignIn(change("DELETE", `${path}/reservations/${encodeURIComponent(reference)}`)),
      h("p", { class: "id url" }, reference),
      h("p", {}, money(amount, currency), " can be spent again at once. This reference reserves no more for 90 days."),
    );
    if (isDone) {
      await orSaid(read());
      toggle.focus();
    }
  }

  async function orSaid(work) {
    try {
      await orSignIn(work);
    } catch (error) {
      said.textContent = error.message;
    }
  }

  function row(reservation) {
    return entry(
      reservation,
      h("span", { class: "muted" }, "until ", instant(reservation.expires_at)),
      h("button", { type: "button", class: "quiet", "aria-label": `Release the reservation ${reservation.reference}`, onclick: () => orSaid(release(reservation)) }, "Release…"),
    );
  }

  const element = h(
    "section",
    { class: "card", "aria-labelledby": "reservations" },
    h("div", { class: "line" }, h("h2", { id: "reservations" }, "Reservations"), toggle),
    said,
    nothing,
    held,
    past,
  );
  return { element, read: () => orSaid(read()) };
}

function was(reservation) {
  return entry(reservation, h("span", {}, badge(reservation.status)), h("span", { class: "muted" }, instant(reservation.ended_at)));
}

function entry({ reference, amount, currency }, ...more) {
  return h("li", {}, h("span", { class: "id", title: reference }, reference), money(amount, currency), ...more);
}
