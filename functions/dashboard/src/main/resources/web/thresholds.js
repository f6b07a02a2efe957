// Below which amounts the app is told of an account.

import { once, orSignIn, saying } from "./acting.js";
import { change, get } from "./api.js";
import { h } from "./ui.js";

/** Thresholds as they are typed: "500.00 NGN, 20.00 USD". */
export function thresholdsText(thresholds) {
  return thresholds.map(({ amount, currency }) => `${amount} ${currency}`).join(", ");
}

/** What was typed as the API has it; what is wrong with it, the API says. */
export function typedThresholds(text) {
  return text
    .split(",")
    .map((one) => one.trim().split(/\s+/))
    .filter(([amount]) => amount !== "")
    // Words too many go with the currency, for the API to refuse: left out, one would be lost where a comma was forgotten.
    .map(([amount, ...rest]) => ({ amount, currency: rest.length === 0 ? undefined : rest.join(" ").toUpperCase() }));
}

/**
 * The section; `read` reads them once, as long as that does not work. Nothing is saved before: it would be in the place of
 * what nobody has seen.
 *
 * @param path the account's
 */
export function thresholds(path) {
  const input = h("input", { id: "thresholds", autocomplete: "off", spellcheck: "false", disabled: true, "aria-describedby": "thresholds-hint" });
  const hint = h("p", { id: "thresholds-hint", class: "hint" });
  const said = h("p", { class: "said", role: "alert" });
  const state = h("span", { class: "muted", role: "status" });
  const save = h("button", { type: "submit", class: "quiet", disabled: true }, "Save");
  const back = h("button", { type: "button", class: "quiet", hidden: true, onclick: () => once(back, () => put(null)) }, "Use the app's");

  async function read() {
    if (input.disabled) {
      draw((await get(`${path}/thresholds`)).body);
    }
  }

  async function put(chosen) {
    said.textContent = "";
    state.textContent = "";
    try {
      draw(await orSignIn(change("PUT", `${path}/thresholds`, { thresholds: chosen })));
      state.textContent = "Saved";
      input.focus();
    } catch (error) {
      said.textContent = error.status === 400 ? `Write up to five amounts, each with its currency, such as 500.00 NGN: ${error.message.replace(/^thresholds(?:\[\d+\])?\.?/, "").trim()}` : error.message;
    }
  }

  function draw({ thresholds: those, of }) {
    input.value = thresholdsText(those);
    input.placeholder = "none";
    input.disabled = save.disabled = false;
    back.hidden = of === "app";
    hint.textContent =
      of === "app" ? "These are the app's. What you save counts for this account alone; empty tells of none." : "These are this account's own. Empty tells of none.";
  }

  function submitted(event) {
    event.preventDefault();
    once(save, () => put(typedThresholds(input.value)));
  }

  const element = h(
    "section",
    { class: "card low", "aria-labelledby": "low" },
    h("h2", { id: "low" }, "Low balance"),
    h(
      "form",
      { onsubmit: submitted, novalidate: true },
      h("label", { for: "thresholds" }, "Tell the app when it falls below"),
      input,
      hint,
      said,
      h("div", { class: "actions start" }, save, back, state),
    ),
  );
  return { element, read: () => saying(said, read) };
}
