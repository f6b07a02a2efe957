// What to copy into a web page to have the widget there.

import { copyButton } from "./dialogs.js";
import { h } from "./ui.js";

/** A call of the widget; the public key and token are no secrets, the page carries them. */
function page(call, app) {
  const options = { app_id: app.app_id, key: app.key, token: app.token };
  const lines = Object.entries(options).map(([name, value]) => `    ${name}: ${literal(value)},`);
  return [
    `<script src="${location.origin}/widget.js"></script>`,
    `<button id="connect">Connect your bank</button>`,
    `<script>`,
    `  document.getElementById("connect").onclick = () => ${call}({`,
    ...lines,
    `    onSuccess(data) { console.log("connected", data.record_id); },`,
    `    onClose() {},`,
    `  });`,
    `</script>`,
  ].join("\n");
}

/** As a script may have it between its tags. */
function literal(value) {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

function snippet(title, about, what, text) {
  const code = h("pre", { class: "code", tabindex: "0", "aria-label": title }, text);
  return h("div", { class: "snippet" }, h("div", { class: "line" }, h("h3", {}, title), copyButton(what, () => code.textContent)), h("p", { class: "muted" }, about), code);
}

export function snippets(app) {
  return h(
    "section",
    { class: "panel", id: "embed", "aria-label": "Put it into a page" },
    h("h2", {}, "Put it into a page"),
    snippet("Balance.connect", "Opens the widget over your page.", "snippet of Balance.connect", page("Balance.connect", app)),
    snippet("Okra.buildWithOptions", "The same under the name that pages of Okra v2 know.", "snippet of Okra.buildWithOptions", page("Okra.buildWithOptions", app)),
    snippet("App link", "For where there is no page of yours: a message, a QR code.", "app link", `${location.origin}/connect?app=${app.app_id}`),
  );
}
