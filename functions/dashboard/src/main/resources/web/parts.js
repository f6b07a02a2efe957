// Parts that several pages have.

import { h } from "./ui.js";

/** A card with its title. */
export function card(id, title, ...content) {
  return h("section", { class: "card", "aria-labelledby": id }, h("h2", { id }, title), ...content);
}

/** A list of facts: of each its name and what it is. One that is null is left out. */
export function facts(...rows) {
  return h("dl", { class: "facts" }, ...rows.filter((row) => row !== null).map(([name, ...value]) => h("div", {}, h("dt", {}, name), h("dd", {}, ...value))));
}

/** Says this there. What stands there already would be read out again. */
export function tell(place, text) {
  if (place.textContent !== text) {
    place.textContent = text;
  }
}

/** Says there how something came out: "good", "warn" or "bad". */
export function tellOutcome(place, tone, ...content) {
  place.classList.remove("good", "warn", "bad");
  place.classList.add(tone);
  place.replaceChildren(...content);
}

/** Shows an element or hides it. Who is on it goes on at `next`: the focus would be lost with it. */
export function toggle(element, isShown, next) {
  const isLeft = !isShown && document.activeElement === element;
  element.hidden = !isShown;
  if (isLeft) {
    next?.focus();
  }
}

/**
 * Shows these in a list or table, each with its `data-id`. Who is on a link or button of one stays there, or goes on at
 * `next` where it is gone.
 */
export function redraw(list, elements, next) {
  const focused = document.activeElement;
  const row = list.contains(focused) ? focused.closest("[data-id]") : null;
  const place = row === null ? -1 : stops(row).indexOf(focused);
  list.replaceChildren(...elements);
  if (row !== null) {
    const now = elements.find((element) => element.dataset.id === row.dataset.id);
    (now === undefined ? next : (stops(now)[place] ?? now))?.focus();
  }
}

function stops(row) {
  return [...row.querySelectorAll("a, button")];
}
