// What is reserved of an account, and what was.

import { once, orSaid, orSignIn, saying } from "./acting.js";
import { change } from "./api.js";
import { instant, money } from "./format.js";
import { Listing } from "./listing.js";
import { redraw, toggle } from "./parts.js";
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
  const more = h("button", { type: "button", class: "quiet", onclick: () => once(more, () => orSaid(said, further)) }, "Show more");
  const past = h("div", { id: "ended", hidden: true }, h("h3", {}, "Ended"), none, over, more);
  const turner = h("button", { type: "button", class: "quiet", "aria-expanded": "false", "aria-controls": "ended", onclick: () => once(turner, () => orSaid(said, turn)) }, "Show ended ones");
  // Before it was read nobody knows.
  const nothing = h("p", { class: "muted", hidden: true }, "Nothing is reserved.");

  /** Reads again what is shown; either is drawn though the other cannot be read. */
  async function read() {
    await Promise.all([readOpen(), past.hidden ? null : readEnded()]);
  }

  async function readOpen() {
    if (await open.refresh()) {
      redraw(held, open.items.map(row), turner);
      nothing.hidden = open.items.length > 0;
    }
  }

  async function readEnded() {
    if (await ended.refresh()) {
      drawEnded();
    }
  }

  async function turn() {
    if (past.hidden) {
      await readEnded();
    }
    past.hidden = !past.hidden;
    turner.setAttribute("aria-expanded", String(!past.hidden));
    turner.textContent = past.hidden ? "Show ended ones" : "Hide ended ones";
  }

  async function further() {
    await ended.more();
    drawEnded();
  }

  function drawEnded() {
    const before = over.children.length;
    redraw(over, ended.items.map(was), turner);
    none.textContent = ended.items.length === 0 ? "None has ended within 90 days." : "";
    none.hidden = none.textContent === "";
    toggle(more, !ended.isWhole, over.children[before] ?? turner);
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
    try {
      if (isDone) {
        await read();
      }
    } finally {
      // The button that was pressed may have been drawn anew under the dialog.
      (held.querySelector(`[data-id="${CSS.escape(reference)}"] button`) ?? turner).focus();
    }
  }

  function row(reservation) {
    const button = h(
      "button",
      { type: "button", class: "quiet", "aria-label": `Release the reservation ${reservation.reference}`, onclick: () => once(button, () => orSaid(said, () => release(reservation))) },
      "Release…",
    );
    return entry(reservation, h("span", { class: "muted" }, "until ", instant(reservation.expires_at)), button);
  }

  const element = h(
    "section",
    { class: "card", "aria-labelledby": "reservations" },
    h("div", { class: "line" }, h("h2", { id: "reservations" }, "Reservations"), turner),
    said,
    nothing,
    held,
    past,
  );
  return { element, read: () => saying(said, read) };
}

function was(reservation) {
  const ended = entry(reservation, h("span", {}, badge(reservation.status)), h("span", { class: "muted" }, instant(reservation.ended_at)));
  // Nothing in it takes the focus where "Show more" is gone.
  ended.tabIndex = -1;
  return ended;
}

function entry({ reference, amount, currency }, ...more) {
  return h("li", { "data-id": reference }, h("span", { class: "id", title: reference }, reference), money(amount, currency), ...more);
}
