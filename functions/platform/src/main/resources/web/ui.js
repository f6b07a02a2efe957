// What the pages are made of. Text goes in as text: nothing here or elsewhere writes HTML from data.

/**
 * An element. A property whose name begins with "on" is a listener; false, null and undefined leave it out; true is an
 * attribute without a value. Children are nodes or texts; null is none.
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) {
      element.setAttribute(name, "");
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Puts this in the place of what a page shows. */
export function show(main, ...content) {
  main.replaceChildren(...content);
}

/** What went wrong, in the API's words, and what to do about it. */
export function failure(error, retry) {
  const known = error.title !== undefined;
  return h(
    "section",
    { class: "state bad", role: "alert" },
    h("h2", {}, known ? error.title : "This page does not work"),
    h("p", {}, known ? error.detail : "Load it again; if that does not help, tell who runs this service."),
    retry ? h("button", { type: "button", onclick: retry }, "Try again") : null,
  );
}

/** That there is nothing, and what to do about it. */
export function empty(title, ...content) {
  return h("section", { class: "state" }, h("h2", {}, title), ...content);
}

const TONES = {
  reported: "good", adjusted: "good", computed: "good", incomplete: "warn", unknown: "bad",
  active: "good", error: "bad", reauth_required: "warn", stale: "warn",
  delivered: "good", dead: "bad", held: "warn", failing: "warn", paused: "bad",
};

/** A word in a colour; the word alone says all. */
export function badge(word) {
  return h("span", { class: `badge ${TONES[word] ?? ""}` }, word.replaceAll("_", " "));
}

/** A choice among words; the first, empty one is for all. */
export function choice(label, name, all, options, selected, onchange) {
  return h(
    "label",
    {},
    h("span", {}, label),
    h(
      "select",
      { name, onchange: (event) => onchange(event.target.value) },
      h("option", { value: "" }, all),
      ...options.map(([value, text]) => h("option", { value, selected: value === selected }, text)),
    ),
  );
}
