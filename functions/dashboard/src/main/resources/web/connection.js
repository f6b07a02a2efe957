// How the account is connected, and what to do where it is not.

import { change } from "./api.js";
import { instant } from "./format.js";
import { badge, h } from "./ui.js";

/** The section; `update` shows it anew where something about it is new. */
export function connection() {
  const body = h("div", {});
  const element = h("section", { class: "card", "aria-labelledby": "connection" }, h("h2", { id: "connection" }, "Connection"), body);
  let shown;

  function update(balance) {
    const now = JSON.stringify([balance.connection, balance.as_of]);
    if (now !== shown) {
      shown = now;
      body.replaceChildren(h("p", {}, badge(balance.connection)), ...advice(balance));
    }
  }

  return { element, update };
}

function advice(balance) {
  switch (balance.connection) {
    case "active":
      return [h("p", { class: "muted" }, "It works. There is nothing to do.")];
    case "error":
      return [
        h("p", {}, "The bank could not be asked the last time. The figures stay those of ", instant(balance.as_of), "."),
        h("p", { class: "muted" }, "There is nothing to do: it will be asked again, and the next event that succeeds clears this."),
      ];
    default:
      return [
        h("p", {}, "The bank wants the customer to sign in again. Until then no news comes, and the figures stay those of ", instant(balance.as_of), "."),
        h("p", { class: "muted" }, "Ask the customer to connect once more."),
        returnLink(balance),
      ];
  }
}

/** Makes the link that leads the customer back to the bank. */
function returnLink(balance) {
  const place = h("div", { class: "return", role: "status" });
  const button = h("button", { type: "button", onclick: make }, "Make a return link");

  async function make() {
    button.disabled = true;
    try {
      const link = await change("POST", `/customers/${encodeURIComponent(balance.customer_id)}/return-links`, { reauth_account: balance.account_id });
      place.replaceChildren(...made(link));
    } catch (error) {
      if (error.status === 403) {
        button.hidden = true;
        place.textContent = "This app makes no return links. Ask the customer in your own words.";
      } else {
        place.textContent = error.message;
      }
    } finally {
      button.disabled = false;
    }
  }

  return h("div", {}, button, place);
}

function made({ url, expires_at: ends }) {
  const field = h("input", { readonly: true, value: url, "aria-label": "Return link", onfocus: () => field.select() });
  const copy = h("button", { type: "button", class: "quiet", onclick: take }, "Copy");

  async function take() {
    try {
      await navigator.clipboard.writeText(url);
      copy.textContent = "Copied";
    } catch {
      // Without leave, or without TLS: marked, to be copied by hand.
      field.focus();
    }
  }

  return [h("div", { class: "to-copy" }, field, copy), h("p", { class: "hint" }, "Send it to the customer. It works until ", instant(ends), ".")];
}
