// What is shown at each step. Text goes in as text; none of these knows what happens next.

import { isColor, textOn } from "./contrast.js";
import { money, instant } from "./format.js";
import { h } from "./ui.js";

const STEPS = ["Bank", "Sign in", "Accounts"];

const WORDS = {
  wrong_password: {
    title: "Wrong details",
    text: "The bank does not know these details. Check both, and try again.",
  },
  somebody_else: {
    title: "Somebody else",
    text: "These are another customer's details. Sign in as the one who connected before.",
  },
  unavailable: {
    title: "That did not work",
    text: "The service cannot answer right now. Nothing was connected; try again in a moment.",
  },
  unreachable: {
    title: "No connection",
    text: "The service cannot be reached. Check your connection, and try again.",
  },
  rate_limited: { title: "Too many tries", text: "Wait a moment, and try again." },
  not_found: {
    title: "This widget leads nowhere",
    text: "The page or the link names an app that is not there. Tell who sent you here.",
  },
  forbidden: {
    title: "Not for real banks",
    text: "This app works with real accounts, and this widget reaches the sandbox's banks alone.",
  },
  invalid_request: {
    title: "The page asks for something odd",
    text: "The widget was opened with options that cannot be. Tell who runs the page.",
  },
  expired: { title: "This link has expired", text: "Ask who sent it for a new one." },
  ended: { title: "That took too long", text: "For your safety a visit ends after 15 minutes. Begin again." },
  nothing_connected: {
    title: "Nothing to reconnect",
    text: "There is no connection of yours here that can be renewed.",
  },
};

/** What to say of an outcome. */
export function words(code) {
  return WORDS[code] ?? WORDS.unavailable;
}

// ---- the look of the app

/** Gives the page the app's name, picture and colour. */
export function dress(app, shownName) {
  const name = typeof shownName === "string" && shownName.trim() !== "" ? shownName.trim().slice(0, 60) : app.name;
  document.querySelector("#who").textContent = name;
  if (app.logo !== null) {
    const logo = document.querySelector("#logo");
    const own = logo.src;
    logo.addEventListener("error", () => (logo.src = own), { once: true });
    logo.src = app.logo;
  }
  if (isColor(app.color ?? "")) {
    const style = document.documentElement.style;
    style.setProperty("--brand", app.color);
    style.setProperty("--on-brand", textOn(app.color));
    style.setProperty("--edge", "var(--field)");
  }
}

function steps(at) {
  return h(
    "ol",
    { class: "steps", "aria-label": "Steps" },
    ...STEPS.map((step, i) => h("li", { class: i < at ? "done" : null, "aria-current": i === at ? "step" : null }, step)),
  );
}

function title(text) {
  return h("h1", { tabindex: "-1" }, text);
}

// ---- the steps

export function banks(begun, offered, message, choose) {
  const heading = begun.returning ? "Which bank do you come back for?" : "Choose your bank";
  const lead = begun.returning
    ? "These are the banks that you have connected."
    : typeof message === "string" && message !== "" ? message : `${begun.app.name} asks to connect an account of yours.`;
  return h(
    "section",
    {},
    steps(0),
    title(heading),
    h("p", { class: "muted" }, lead),
    h(
      "ul",
      { class: "rows" },
      ...offered.map((bank) =>
        h(
          "li",
          {},
          h(
            "button",
            { type: "button", class: "row", onclick: () => choose(bank) },
            h("span", { class: "initial", "aria-hidden": "true" }, bank.name.replace(/^Sandbox /, "").slice(0, 1)),
            h("span", { class: "what" }, bank.name, h("span", { class: "under" }, country(bank.country))),
          ),
        ),
      ),
    ),
  );
}

function country(code) {
  return new Intl.DisplayNames(navigator.languages, { type: "region" }).of(code);
}

/** `submit` gives what to say at the form, or null. */
export function signIn(begun, bank, back, submit) {
  const username = h("input", { type: "text", id: "username", name: "username", autocomplete: "off", autocapitalize: "none", spellcheck: "false", required: true, maxlength: "128", "data-first": true });
  const password = h("input", { type: "password", id: "password", name: "password", autocomplete: "off", required: true, maxlength: "128" });
  const said = h("p", { class: "said", role: "alert", id: "said" });
  const button = h("button", { type: "submit" }, "Sign in");
  const work = busy(button, "Signing in…");
  async function submitted(event) {
    event.preventDefault();
    if (!work.begins()) {
      return;
    }
    said.textContent = "";
    [username, password].forEach((field) => field.removeAttribute("aria-invalid"));
    const message = await submit(username.value, password.value);
    password.value = "";
    work.ends();
    if (message !== null) {
      said.textContent = message;
      [username, password].forEach((field) => field.setAttribute("aria-invalid", "true"));
      [username, password].forEach((field) => field.setAttribute("aria-describedby", "said"));
      password.focus();
    }
  }
  return h(
    "form",
    { onsubmit: submitted },
    steps(1),
    title(`Sign in at ${bank.name}`),
    h("p", { class: "muted" }, `Your details go to the bank. ${begun.app.name} never sees them.`),
    h("label", { for: "username" }, "Username"),
    username,
    h("label", { for: "password" }, "Password"),
    password,
    said,
    h("div", { class: "actions near" }, button, back ? h("button", { type: "button", class: "quiet", onclick: back }, "Choose another bank") : null),
    testUsers(begun, (chosen) => {
      username.value = chosen;
      password.value = begun.test_password;
      button.focus();
    }),
  );
}

function testUsers(begun, choose) {
  return h(
    "details",
    {},
    h("summary", {}, "Test users of the sandbox"),
    h("p", {}, "The password is ", h("code", {}, begun.test_password), " for all of them. ", begun.returning ? "Come back as who you were." : "A plus and a word behind the name make another one of the kind."),
    h(
      "ul",
      { class: "users" },
      ...begun.test_users.map((user) =>
        h("li", {}, h("button", { type: "button", onclick: () => choose(user.username) }, user.username), ` ${user.about}`),
      ),
    ),
  );
}

/** A button that says what it is doing, and is not pressed twice. */
function busy(button, text) {
  const usual = button.textContent;
  return {
    begins() {
      if (button.hasAttribute("aria-disabled")) {
        return false;
      }
      button.setAttribute("aria-disabled", "true");
      button.textContent = text;
      return true;
    },
    ends() {
      button.removeAttribute("aria-disabled");
      button.textContent = usual;
    },
  };
}

export function noAccounts(bank, back) {
  return state("", "∅", "There is no account here", `${bank.name} knows you, but you have no account there that could be connected.`, h("button", { type: "button", onclick: back }, "Choose another bank"));
}

const SHARED = {
  auth: "who holds the accounts, their kind and number",
  balance: "their balances, again and again until you disconnect",
  transactions: "their transactions, pending ones among them",
};

export function accounts(begun, bank, answer, submit) {
  const said = h("p", { class: "said", role: "alert" });
  const button = h("button", { type: "submit" }, begun.returning ? "Agree and reconnect" : "Agree and connect");
  const work = busy(button, "Connecting…");
  const rows = answer.accounts.map((account) => accountRow(begun, account, answer.accounts.length === 1));
  async function submitted(event) {
    event.preventDefault();
    const chosen = begun.returning
      ? answer.accounts.map((account) => account.id)
      : [...event.target.querySelectorAll("input:checked")].map((input) => input.value);
    if (chosen.length === 0) {
      said.textContent = "Choose an account first.";
      event.target.querySelector("input").focus();
    } else if (work.begins()) {
      said.textContent = "";
      await submit(chosen);
      work.ends();
    }
  }
  return h(
    "form",
    { onsubmit: submitted },
    steps(2),
    title(begun.returning ? "Reconnect these accounts" : "Choose accounts"),
    h("p", { class: "muted" }, `${answer.name}, at ${bank.name}`),
    begun.returning
      ? h("ul", { class: "rows" }, ...rows.map((row) => h("li", {}, row)))
      : h("fieldset", { class: "rows" }, h("legend", { class: "unseen" }, "Accounts"), ...rows),
    h("h2", {}, `${begun.app.name} will see`),
    h("ul", { class: "shared" }, ...begun.products.filter((product) => SHARED[product]).map((product) => h("li", {}, SHARED[product]))),
    said,
    h("div", { class: "actions" }, button),
  );
}

function accountRow(begun, account, isOnly) {
  const what = h("span", { class: "what" }, account.type, h("span", { class: "under number" }, `${account.number} · ${account.currency}`));
  if (begun.returning) {
    return h("div", { class: "row" }, what);
  }
  const type = begun.several_accounts ? "checkbox" : "radio";
  return h("label", { class: "row" }, h("input", { type, name: "account", value: account.id, checked: isOnly }), what);
}

export function connected(begun, bank, balances, options, done) {
  const said = options.widget_success;
  const text = typeof said === "string" && said !== "" ? said : `${bank.name} is connected with ${begun.app.name}.`;
  const next = begun.link?.success_url ?? null;
  const way = done
    ? h("button", { type: "button", onclick: done }, "Done")
    : next !== null
      ? h("a", { class: "button", href: next }, begun.link.continue_cta ?? "Continue")
      : h("p", { class: "muted" }, "You may close this page.");
  return state(
    "good",
    "✓",
    begun.returning ? "Connected again" : "Connected",
    text,
    balances.length === 0 ? null : h("ul", { class: "rows", "aria-label": "Balances" }, ...balances.map((each) => h("li", { class: "row" }, ...balance(each)))),
    h("div", { class: "actions" }, way),
  );
}

function balance(each) {
  const under = each.as_of === null
    ? h("span", { class: "under" }, "The bank could not say its balance.")
    : h("span", { class: "under" }, each.available_source === "incomplete" ? "at most, " : "available, ", instant(each.as_of));
  return [
    h("span", { class: "what" }, `${each.type} ${each.number}`, under),
    money(each.available_balance, each.currency),
  ];
}

// ---- states

/** Something went wrong; `again` and `close` are what can be done about it. */
export function failure(code, options, again, close) {
  const { title: heading, text } = words(code);
  const said = options.widget_failed;
  const isHopeless = ["not_found", "forbidden", "invalid_request", "expired", "nothing_connected"].includes(code);
  return state(
    isHopeless ? "" : "bad",
    "!",
    heading,
    !isHopeless && typeof said === "string" && said !== "" ? said : text,
    h(
      "div",
      { class: "actions" },
      again && !isHopeless ? h("button", { type: "button", onclick: again }, code === "ended" ? "Begin again" : "Try again") : null,
      close ? h("button", { type: "button", class: "quiet", onclick: close }, "Close") : null,
    ),
  );
}

function state(tone, mark, heading, text, ...more) {
  return h(
    "section",
    { class: "state", role: tone === "bad" ? "alert" : null },
    h("span", { class: `mark ${tone}`, "aria-hidden": "true" }, mark),
    title(heading),
    h("p", { class: "muted" }, text),
    ...more,
  );
}
