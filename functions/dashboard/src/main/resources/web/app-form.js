// The form of an app's options. What is typed goes to the API as it is typed: the API alone knows what is right, and what
// it refuses is said at the field that it names.

import { once } from "./acting.js";
import { contrast, isColor, textOn } from "./contrast.js";
import { UNITS, duration, parts } from "./durations.js";
import { thresholdsText, typedThresholds } from "./thresholds.js";
import { KINDS } from "./told.js";
import { h } from "./ui.js";
import { widgetPreview } from "./widget-preview.js";

const PRODUCTS = [
  ["auth", "Auth", "the sign-in itself; always on"],
  ["balance", "Balance", "ledger and available balances"],
  ["transactions", "Transactions", "pending and posted; what available balances are computed from"],
];

const BLANK = {
  name: "", env: "production-sandbox", products: ["auth", "balance", "transactions"], currency: "NGN", countries: ["NG"],
  color: null, logo: null, callback_url: null, redirect_url: null, showBalance: true, pending_policy: "conservative",
  hold_days: 14, max_balance_age: "PT24H", funds_max_age: "PT24H", pending_in_ledger: [], webhook_auth: "standard",
  decisions_days: 400, notifications: Object.keys(KINDS), notification_format: "native", thresholds: [], refresh_url: null,
};

/**
 * @param app the app, or null for a new one
 * @param save is given the options; what it throws is said, and what it returns is called once they are saved
 * @returns {Element}
 */
export function appForm(app, save) {
  const start = app ?? BLANK;
  const fields = new Map();
  const preview = widgetPreview();
  const said = h("p", { class: "said", role: "alert" });
  const state = h("span", { class: "muted", role: "status" });
  const button = h("button", { type: "submit" }, app === null ? "Create the app" : "Save");

  function field(name, label, control, hint, read) {
    const wrong = h("p", { class: "wrong", id: `${name}-wrong` });
    const under = h("p", { class: "hint", id: `${name}-hint` }, hint);
    const input = control.matches("input, select, fieldset") ? control : control.querySelector("input");
    input.id = name;
    input.setAttribute("aria-describedby", `${name}-hint ${name}-wrong`);
    fields.set(name, { label, input, wrong, read });
    const caption = input.matches("fieldset, [type=checkbox]") ? null : h("label", { for: name }, label);
    return h("div", { class: "field", "data-name": name }, caption, control, under, wrong);
  }

  const text = (name, label, hint, attributes = {}, read = textOrNull) => {
    const input = h("input", { name, type: "text", value: start[name] ?? "", autocomplete: "off", spellcheck: "false", ...attributes });
    return field(name, label, input, hint, () => read(input.value.trim()));
  };

  const list = (name, label, hint, read) => text(name, label, hint, { value: start[name].join(", ") }, (typed) => read(typed.split(/[\s,]+/).filter((word) => word !== "")));

  const select = (name, label, hint, choices) => {
    const control = h("select", { name }, ...choices.map(([value, shown]) => h("option", { value, selected: value === start[name] }, shown)));
    return field(name, label, control, hint, () => control.value);
  };

  const age = (name, label, hint) => {
    const [number, unit] = parts(start[name]);
    const input = h("input", { name, type: "text", inputmode: "decimal", value: number, autocomplete: "off" });
    const control = h("select", { "aria-label": `${label}: unit` }, ...UNITS.map(([value, shown]) => h("option", { value, selected: value === unit }, shown)));
    return field(name, label, h("div", { class: "pair" }, input, control), hint, () => duration(input.value.trim(), control.value));
  };

  const number = (name, label, hint) => text(name, label, hint, { inputmode: "numeric" }, (typed) => (/^\d{1,9}$/.test(typed) ? Number(typed) : textOrNull(typed)));

  /** Those of the choices, each with its name and what it is, that are ticked; `fixed` ones always are. */
  function boxes(name, label, hint, choices, fixed = []) {
    const all = choices.map(([value, shown, about]) => {
      const box = h("input", { type: "checkbox", name, value, checked: start[name].includes(value), disabled: fixed.includes(value) });
      return h("label", { class: "check" }, box, h("span", {}, shown, h("span", { class: "under" }, about)));
    });
    const control = h("fieldset", { class: "choices" }, h("legend", {}, label), ...all);
    return field(name, label, control, hint, () => [...control.querySelectorAll(":checked")].map((box) => box.value));
  }

  function showBalance() {
    const box = h("input", { type: "checkbox", name: "showBalance", checked: start.showBalance });
    const control = h("label", { class: "check" }, box, "Show the balance to your customer");
    return field("showBalance", "Show the balance", control, "At the end of the widget, where balances are a product.", () => box.checked);
  }

  function color() {
    const typed = h("input", { name: "color", type: "text", value: start.color ?? "", placeholder: "#1a2b3c", maxlength: "7", autocomplete: "off", spellcheck: "false" });
    const picked = h("input", { type: "color", "aria-label": "Pick a colour", value: isColor(start.color ?? "") ? start.color : "#1d5bb8" });
    picked.addEventListener("input", () => (typed.value = picked.value));
    typed.addEventListener("input", () => isColor(typed.value) && (picked.value = typed.value));
    return field("color", "Colour", h("div", { class: "pair" }, typed, picked), "", () => textOrNull(typed.value.trim()));
  }

  /** What the colour does to the text on it, said under the field. */
  function judgeColor(value) {
    const hint = form.querySelector("#color-hint");
    hint.textContent = isColor(value ?? "")
      ? `Text on it is ${textOn(value) === "#ffffff" ? "white" : "black"}: a contrast of ${contrast(value, textOn(value)).toFixed(1)}, where 4.5 is needed.`
      : "Of the widget's buttons. Empty for the widget's own.";
  }

  const group = (title, ...content) => h("section", { class: "panel", "aria-label": title }, h("h2", {}, title), ...content);

  function options() {
    return Object.fromEntries([...fields].map(([name, { read }]) => [name, read()]));
  }

  function changed(event) {
    const name = event.target.closest("[data-name]")?.dataset.name;
    if (name === undefined) {
      return;
    }
    clear(name);
    const now = options();
    judgeColor(now.color);
    // A picture is fetched once its address is whole, not at each letter of it.
    preview.render(event.type === "input" && name === "logo" ? { ...now, logo: null } : now, name);
    state.textContent = app !== null && JSON.stringify(now) !== saved ? "Not saved yet" : "";
  }

  function clear(name) {
    const { input, wrong } = fields.get(name);
    wrong.textContent = "";
    input.removeAttribute("aria-invalid");
  }

  async function submit() {
    said.textContent = "";
    fields.forEach((each, name) => clear(name));
    state.textContent = app === null ? "Creating…" : "Saving…";
    try {
      const now = options();
      const next = await save(now);
      saved = JSON.stringify(now);
      state.textContent = app === null ? "Created" : "Saved";
      next?.();
    } catch (error) {
      state.textContent = "";
      refused(error);
    }
  }

  function submitted(event) {
    event.preventDefault();
    once(button, submit);
  }

  /** Says what was refused at the field that the API's detail begins with, else above the button. */
  function refused(error) {
    const name = error.status === 400 ? (/^\w+/.exec(error.detail)?.[0] ?? "") : "";
    const found = fields.get(name);
    if (found === undefined) {
      said.textContent = error.detail ?? "That did not work. Try it again.";
      return;
    }
    const change = name.endsWith("_age") ? "must be a whole number, and at most 366 days" : error.detail.slice(name.length).replace(/^\[\d+\]\.?/, "").trim();
    found.wrong.textContent = `${found.label}: ${change}.`;
    found.input.setAttribute("aria-invalid", "true");
    found.input.focus();
  }

  const form = h(
    "form",
    { class: "builder", novalidate: true, onsubmit: submitted, oninput: changed, onchange: changed, "aria-label": "Options" },
    h(
      "div",
      { class: "column first" },
      group(
        "App and widget",
        text("name", "Name", "What your customers see.", { required: true }, (typed) => typed),
        select("env", "Environment", "The sandbox has invented banks and customers.", [["production-sandbox", "Sandbox"], ["production", "Production"]]),
        h("div", { class: "two" }, color(), text("logo", "Logo", "The address of a square picture, over https.", { inputmode: "url" })),
        boxes("products", "Products", "Events of a product that is off are ignored.", PRODUCTS, ["auth"]),
        showBalance(),
        h(
          "div",
          { class: "two" },
          text("currency", "Currency", "Of accounts whose events name none.", { maxlength: "3", list: "currencies" }, (typed) => textOrNull(typed.toUpperCase())),
          list("countries", "Countries", "ISO 3166 codes, such as NG, KE.", (codes) => (codes.length === 0 ? null : codes.map((code) => code.toUpperCase()))),
        ),
      ),
    ),
    h("aside", { class: "beside", "aria-label": "Preview" }, preview.element),
    h(
      "div",
      { class: "column" },
      group("Where customers go", text("redirect_url", "Redirect URL", "Where the widget leads when it is done.", { inputmode: "url" })),
      group(
        "Notifications",
        text("callback_url", "Callback URL", "What happens to accounts is sent there. Empty: nobody is told.", { inputmode: "url" }),
        boxes("notifications", "What is told", "What is not ticked is not sent.", Object.entries(KINDS).map(([kind, about]) => [kind, about, kind])),
        h(
          "div",
          { class: "two" },
          select("notification_format", "Format", "The words in which it is told.", [["native", "Native"], ["v2", "Okra v2"]]),
          text("thresholds", "Low balances", "Told below these, such as 500.00 NGN, 20.00 USD.", { value: thresholdsText(start.thresholds) }, typedThresholds),
        ),
      ),
      group(
        "Policy",
        select("pending_policy", "Pending credits", "What is not booked yet, in the available balance.", [["conservative", "Conservative: they count nothing"], ["net", "Net: they count on a ledger balance"]]),
        h(
          "div",
          { class: "two" },
          age("max_balance_age", "A balance is stale after", "Marked as stale; still answered."),
          age("funds_max_age", "Funds checks believe a balance for", "Older ones answer unknown."),
        ),
        h(
          "div",
          { class: "two" },
          number("hold_days", "Days that a hold lives", "1 to 90, where it has no expiry of its own."),
          list("pending_in_ledger", "Banks with pendings in the ledger", "Bank ids. Their pendings are not taken off again.", (ids) => ids),
        ),
        h("div", { class: "two" }, number("decisions_days", "Days that decisions are kept", "0 to 3650; with 0 none is.")),
      ),
      group(
        "Webhooks",
        select("webhook_auth", "How senders prove themselves", "Open is for the sandbox alone.", [["standard", "Signature (Standard Webhooks)"], ["bearer", "Bearer: the secret itself"], ["open", "Open: not at all"]]),
        text("refresh_url", "Refresh URL", "Who is asked there for fresh figures sends them as webhooks. Empty: nobody is asked.", { inputmode: "url" }),
      ),
      said,
      h("div", { class: "actions save" }, state, button),
    ),
    h("datalist", { id: "currencies" }, ...Intl.supportedValuesOf("currency").map((code) => h("option", { value: code }))),
  );
  let saved = JSON.stringify(options());
  // The browser asks before it leaves what is not saved.
  addEventListener("beforeunload", (event) => JSON.stringify(options()) !== saved && event.preventDefault());
  judgeColor(start.color);
  preview.render(options());
  return form;
}

/** Empty is null, which gives an option its default back. */
function textOrNull(typed) {
  return typed === "" ? null : typed;
}
