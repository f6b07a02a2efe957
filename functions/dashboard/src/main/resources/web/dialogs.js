// Dialogs of the App Builder: a secret that is shown once, and questions before something ends.

import { once } from "./acting.js";
import { h } from "./ui.js";

/** A button that copies what `text` gives, and says so to everybody. */
export function copyButton(what, text) {
  const said = h("span", { class: "unseen", role: "status" });
  const word = h("span", {}, "Copy");
  async function copy() {
    try {
      await navigator.clipboard.writeText(text());
      word.textContent = "Copied";
      said.textContent = `The ${what} is copied.`;
    } catch {
      word.textContent = "Copy";
      said.textContent = `The ${what} could not be copied. Select it and copy it by hand.`;
      said.className = "under";
    }
  }
  return h("span", { class: "copies" }, h("button", { type: "button", class: "quiet copy", "aria-label": `Copy the ${what}`, onclick: copy }, word), said);
}

/**
 * Shows secrets, once: they are in this dialog and nowhere else, and gone with it. Escape does not close it, since a slip
 * of the finger would lose them.
 *
 * @param secrets pairs of what it is, in lower case, and the secret
 * @returns {Promise<void>} when it was closed
 */
export function showSecrets(title, secrets, ...after) {
  const rows = secrets.map(([what, secret]) => {
    const text = h("code", { class: "secret", tabindex: "0", "aria-label": what }, secret);
    return h("div", { class: "told" }, h("p", { class: "label" }, what[0].toUpperCase() + what.slice(1)), h("div", { class: "line" }, text, copyButton(what, () => text.textContent)));
  });
  const close = h("button", { type: "button", class: "close", onclick: () => dialog.close() }, "I have stored it");
  const dialog = h(
    "dialog",
    { "aria-labelledby": "dialog-title", oncancel: (event) => event.preventDefault() },
    h("h2", { id: "dialog-title" }, title),
    h("p", { class: "warning" }, "Copy it now and keep it as you keep a password. It is shown this once: nobody can show it again, here or elsewhere."),
    ...rows,
    ...after,
    h("div", { class: "actions" }, close),
  );
  return open(dialog);
}

/**
 * Asks before something ends that cannot be brought back.
 *
 * @param action the word on the button that does it
 * @param act does it; what it throws is said in the dialog, which stays
 * @param more what stands in the dialog; an element with `ready` tells whether the button may be pressed
 * @returns {Promise<boolean>} whether it was done
 */
export async function ask(title, action, act, ...more) {
  let isDone = false;
  const said = h("p", { class: "said", role: "alert" });
  const button = h("button", { type: "submit", class: "danger" }, action);
  const readies = more.filter((part) => part.ready !== undefined);
  const judge = () => {
    button.disabled = !readies.every((part) => part.ready());
  };
  async function submit() {
    said.textContent = "";
    try {
      await act();
      isDone = true;
      dialog.close();
    } catch (error) {
      said.textContent = error.detail ?? "That did not work. Try it again.";
      judge();
    }
  }
  function submitted(event) {
    event.preventDefault();
    once(button, submit);
  }
  const dialog = h(
    "dialog",
    { "aria-labelledby": "dialog-title" },
    h(
      "form",
      { onsubmit: submitted, oninput: judge },
      h("h2", { id: "dialog-title" }, title),
      ...more,
      said,
      h("div", { class: "actions" }, h("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, "Cancel"), button),
    ),
  );
  judge();
  await open(dialog);
  return isDone;
}

function open(dialog) {
  const before = document.activeElement;
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.replaceChildren();
      dialog.remove();
      if (before?.isConnected) {
        before.focus();
      }
      resolve();
    });
    dialog.showModal();
  });
}
