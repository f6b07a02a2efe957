// The page where a secret key or the admin token begins a session.

import { signIn } from "./api.js";
import { h, show as put } from "./ui.js";

export async function show(main) {
  const asked = new URLSearchParams(location.search);
  const said = h("p", { id: "said", class: "said", role: "alert" });
  const key = h("input", {
    id: "key",
    name: "key",
    type: "password",
    autocomplete: "current-password",
    autocapitalize: "off",
    spellcheck: "false",
    required: true,
    "aria-describedby": "hint said",
  });
  const button = h("button", { type: "submit" }, "Sign in");

  async function submit(event) {
    event.preventDefault();
    said.textContent = "";
    button.disabled = true;
    try {
      const who = await signIn(key.value.trim());
      location.assign(next(asked.get("next"), who));
    } catch (error) {
      said.textContent = error.status === 401 ? "This key is not known. Check it, or ask for a new one." : error.message;
      button.disabled = false;
      key.select();
    }
  }

  put(
    main,
    h(
      "section",
      { class: "sign-in" },
      h("h1", {}, "Sign in"),
      h("p", { class: "muted" }, asked.has("ended") ? "Your session has ended. Sign in again to go on." : "Look at balances and connections of your app."),
      h(
        "form",
        { onsubmit: submit },
        h("label", { for: "key" }, "Secret key"),
        key,
        h("p", { id: "hint", class: "hint" }, "A secret key of your app (sk_…), or the admin token for the App Builder. It is not kept in the browser."),
        said,
        button,
      ),
    ),
  );
  key.focus();
}

/** Where to go on: a page of ours that was asked for, else the first one of who signed in. */
function next(asked, who) {
  const home = who.scope === "admin" ? "/dashboard/apps" : "/dashboard";
  return asked !== null && /^\/dashboard(?:[/?]|$)/.test(asked) ? asked : home;
}
