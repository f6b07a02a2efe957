// The steps of a connection, one after the other. Which they are is in the server's hands: each answer carries the visit,
// sealed, and the next step gives it back.

import * as host from "./host.js";
import * as views from "./views.js";

const view = document.querySelector("#view");

/** The page's options, and what the server made of them. */
let options = {};
let begun = null;

class Failure extends Error {
  constructor(status, problem) {
    super(problem.detail ?? "");
    this.status = status;
    this.code = problem.code ?? "unavailable";
  }
}

async function post(step, body) {
  let response;
  try {
    response = await fetch(`/connect/api/${step}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      credentials: "omit",
      cache: "no-store",
    });
  } catch {
    throw new Failure(0, { code: "unreachable" });
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Failure(response.status, answer);
  }
  return answer;
}

function show(element) {
  view.replaceChildren(element);
  view.scrollTop = 0;
  (element.querySelector("[data-first]") ?? element.querySelector("h1")).focus();
}

/** Shows what went wrong, and says it to the page. */
function failed(error, again) {
  const code = error instanceof Failure ? error.code : "unavailable";
  host.tell({ error: true, code, message: views.words(code).text });
  show(views.failure(code, options, again, host.isEmbedded ? host.leave : null));
}

function ended(outcome) {
  host.tell({ error: true, code: outcome, message: views.words(outcome).text });
  const again = outcome === "ended" ? begin : null;
  show(views.failure(outcome, options, again, host.isEmbedded ? host.leave : null));
}

/** Of the page's options those that the server reads: a page may have many more, and long ones. */
const ASKED = [
  "key", "token", "exp", "products", "showBalance", "multi_account", "customer", "reauth_account", "reauth_bank",
  "options", "meta",
];

function asked() {
  return Object.fromEntries(ASKED.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]));
}

// ---- the steps

async function begin() {
  try {
    begun = await post("begin", {
      app: host.app ?? "",
      ...(host.origin === null ? {} : { origin: host.origin }),
      ...(host.link !== null ? { link: host.link } : host.isEmbedded ? { options: asked() } : {}),
    });
  } catch (error) {
    failed(error, begin);
    return;
  }
  if (begun.outcome !== "ready") {
    ended(begun.outcome);
    return;
  }
  views.dress(begun.app, options.name);
  host.happened("opened", { returning: begun.returning });
  if (begun.banks.length === 1 && begun.returning) {
    signIn(begun.banks[0]);
  } else {
    chooseBank();
  }
}

function offered() {
  const named = options.filter?.banks ?? [];
  const some = Array.isArray(named) ? begun.banks.filter((bank) => named.includes(bank.slug)) : [];
  return some.length > 0 ? some : begun.banks;
}

function chooseBank() {
  show(views.banks(begun, offered(), options.connectMessage, (bank) => {
    host.happened("bank_selected", { bank: { id: bank.id, slug: bank.slug, name: bank.name } });
    signIn(bank);
  }));
}

function signIn(bank) {
  const others = begun.banks.length > 1 || !begun.returning;
  const form = views.signIn(begun, bank, others ? chooseBank : null, async (username, password) => {
    let answer;
    try {
      answer = await post("sign-in", { session: begun.session, bank: bank.id, username, password });
    } catch (error) {
      failed(error, () => signIn(bank));
      return null;
    }
    return signedIn(bank, answer);
  });
  show(form);
}

/** What to say at the form, or null where it goes on. */
function signedIn(bank, answer) {
  switch (answer.outcome) {
    case "signed_in":
      host.happened("signed_in", { bank: { id: bank.id, slug: bank.slug, name: bank.name } });
      if (answer.accounts.length === 0) {
        show(views.noAccounts(bank, chooseBank));
      } else {
        chooseAccounts(bank, answer);
      }
      return null;
    case "wrong_password":
    case "somebody_else":
      host.happened("sign_in_failed", { reason: answer.outcome });
      return views.words(answer.outcome).text;
    default:
      ended(answer.outcome);
      return null;
  }
}

function chooseAccounts(bank, answer) {
  show(views.accounts(begun, bank, answer, async (accounts) => {
    host.happened("accounts_selected", { count: accounts.length });
    let done;
    try {
      done = await post("connect", { session: answer.session, accounts });
    } catch (error) {
      failed(error, () => chooseAccounts(bank, answer));
      return;
    }
    if (done.outcome === "connected") {
      host.tell(done.result);
      show(views.connected(begun, bank, done.balances, options, host.isEmbedded ? host.leave : null));
    } else {
      ended(done.outcome);
    }
  }));
}

// ---- its life

if (host.isEmbedded) {
  const close = document.querySelector("#close");
  close.hidden = false;
  close.addEventListener("click", host.leave);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      host.leave();
    }
  });
}

try {
  options = await host.options();
  await begin();
} catch (error) {
  failed(error, null);
}
