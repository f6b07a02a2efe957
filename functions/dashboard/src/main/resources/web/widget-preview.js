// The widget as an app's options make it look: its three screens, standing still. The real one is the sandbox function's.

import { isColor, textOn } from "./contrast.js";
import { money } from "./format.js";
import { h } from "./ui.js";

const SCREENS = { bank: "Bank", accounts: "Accounts", done: "Done" };

/** The screen that shows what an option does. */
const SHOWN_AT = { products: "accounts", color: "accounts", showBalance: "done", currency: "done" };

const SHARED = {
  auth: "who holds the accounts, their kind and number",
  balance: "their balances, again and again until you disconnect",
  transactions: "their transactions, pending ones among them",
};

/** Balances of an example, whatever the decimals of the currency. */
const EXAMPLE = 125000;

/**
 * @returns {{element: Element, render: function(object, string=)}} render shows these options, as the API names them; with
 *     the name of the option that has changed, on the screen that shows it
 */
export function widgetPreview() {
  const card = h("div", { class: "widget" });
  let options = null;
  const tabs = h(
    "fieldset",
    { class: "screens" },
    h("legend", { class: "unseen" }, "Screen of the preview"),
    ...Object.entries(SCREENS).map(([screen, name]) =>
      h("label", {}, h("input", { type: "radio", name: "screen", value: screen, checked: screen === "bank", onchange: () => draw(screen) }), h("span", {}, name)),
    ),
  );

  function draw(screen) {
    card.style.setProperty("--brand", isColor(options.color ?? "") ? options.color : "var(--accent)");
    card.style.setProperty("--on-brand", isColor(options.color ?? "") ? textOn(options.color) : "var(--on-accent)");
    card.replaceChildren(head(options), h("div", { class: "inside" }, ...body(screen, options)));
  }

  return {
    element: h("figure", { class: "preview" }, h("figcaption", {}, "Preview of the widget"), tabs, card),
    render(now, changed) {
      options = now;
      const at = SHOWN_AT[changed];
      if (at !== undefined) {
        tabs.querySelector(`[value=${at}]`).checked = true;
      }
      draw(tabs.querySelector(":checked").value);
    },
  };
}

function head(options) {
  return h(
    "div",
    { class: "head" },
    logo(options),
    h("span", { class: "name" }, nameOf(options)),
    options.env === "production-sandbox" ? h("span", { class: "badge" }, "Sandbox") : null,
  );
}

function nameOf(options) {
  return options.name.trim() === "" ? "Your app" : options.name.trim();
}

/** The picture that was fetched last: each letter that is typed draws anew, and fetches nothing. */
let fetched = null;

/** The picture, or the name's first letter where there is none, or none that loads. */
function logo(options) {
  const letter = h("span", { class: "initial", "aria-hidden": "true" }, [...nameOf(options)][0].toUpperCase());
  if (!isShown(options.logo)) {
    return letter;
  }
  if (fetched?.address !== options.logo) {
    const image = h("img", { src: options.logo, alt: "", width: "32", height: "32" });
    const mine = { address: options.logo, image, isBroken: false };
    image.addEventListener("error", () => {
      mine.isBroken = true;
      image.replaceWith(letter);
    });
    fetched = mine;
  }
  return fetched.isBroken ? letter : fetched.image;
}

/** This page's policy lets pictures come over https, and from this service itself. */
function isShown(address) {
  if (address === null || !URL.canParse(address)) {
    return false;
  }
  const { protocol, origin } = new URL(address);
  return protocol === "https:" || origin === location.origin;
}

function body(screen, options) {
  const at = Object.keys(SCREENS).indexOf(screen);
  const steps = h(
    "ol",
    { class: "steps", "aria-label": "Steps" },
    ...["Bank", "Sign in", "Accounts"].map((step, i) => h("li", { class: i === at * 2 ? "now" : null }, step)),
  );
  const name = nameOf(options);
  const row = (what, under, ...more) => h("div", { class: "row" }, h("span", { class: "what" }, what, h("span", { class: "under" }, under)), ...more);
  const button = (text) => h("span", { class: "go" }, text);
  const title = (text) => h("p", { class: "title" }, text);
  if (screen === "bank") {
    const banks = ["Example Bank", "First Example Bank", "Example Microfinance"];
    return [steps, title("Choose your bank"), h("p", { class: "muted" }, `${name} asks to connect an account of yours.`), ...banks.map((bank) => row(bank, countries(options)))];
  }
  if (screen === "accounts") {
    return [
      steps,
      title("Choose accounts"),
      h("p", { class: "muted" }, "Your customer, at Example Bank"),
      row("Current account", `••••••0001 · ${options.currency ?? "NGN"}`),
      h("p", { class: "label" }, `${name} will see`),
      h("ul", { class: "shared" }, ...Object.keys(SHARED).filter((product) => options.products.includes(product)).map((product) => h("li", {}, SHARED[product]))),
      button("Agree and connect"),
    ];
  }
  const shows = options.showBalance && options.products.includes("balance");
  return [
    title("Connected"),
    h("p", { class: "muted" }, `Example Bank is connected with ${name}.`),
    shows ? row("Current account ••••••0001", "available", example(options.currency ?? "NGN")) : h("p", { class: "muted" }, "Your customer is shown no balance."),
    button("Done"),
  ];
}

function countries(options) {
  const [first] = options.countries ?? ["NG"];
  return /^[A-Z]{2}$/.test(first ?? "") ? new Intl.DisplayNames(navigator.languages, { type: "region" }).of(first) : "";
}

/** While it is being typed a currency may be none. */
function example(currency) {
  if (!/^[A-Z]{3}$/.test(currency)) {
    return h("span", { class: "unknown" }, "–");
  }
  const { maximumFractionDigits } = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions();
  return money(EXAMPLE.toFixed(maximumFractionDigits), currency);
}
