// Is an amount there? The box that asks as a payment would.

import { once, orSignIn } from "./acting.js";
import { change } from "./api.js";
import { UNITS, duration } from "./durations.js";
import { age, instant, money } from "./format.js";
import { tellOutcome } from "./parts.js";
import { choice, h } from "./ui.js";
import { DECISIONS, REASONS } from "./words.js";

const AGES = [["PT15M", "15 minutes"], ["PT1H", "1 hour"], ["PT24H", "1 day"], ["P7D", "7 days"]];

/**
 * The section.
 *
 * @param path the account's
 * @param decided is called once something was decided
 */
export function fundsCheck(path, currency, decided) {
  const answer = h("div", { class: "answer", role: "status" });
  const input = (id, more) => h("input", { id, name: id, autocomplete: "off", spellcheck: "false", ...more });
  const amount = input("amount", { inputmode: "decimal", required: true, placeholder: "100.00", "aria-describedby": "amount-hint" });
  const buffer = input("buffer", { inputmode: "decimal", placeholder: "0.00" });
  const reference = input("reference", { maxlength: "128" });
  const isReserved = h("input", { type: "checkbox", name: "reserve", onchange: turn });
  const reservation = input("reservation", { maxlength: "128", placeholder: "loan-17", "aria-describedby": "reservation-hint" });
  const long = input("for", { inputmode: "numeric", value: "1" });
  const unit = h("select", { "aria-label": "For how long: unit" }, ...UNITS.map(([value, name]) => h("option", { value, selected: value === "H" }, name)));
  const held = h(
    "div",
    { hidden: true },
    h("label", { for: "reservation" }, "Reference of the reservation"),
    reservation,
    h("label", { for: "for" }, "For how long"),
    h("div", { class: "pair" }, long, unit),
    h("p", { id: "reservation-hint", class: "hint" }, "Holds the amount if it is there. The same reference again is the same reservation."),
  );
  const button = h("button", { type: "submit" }, "Check");
  /** The fields by the API's names, for what is refused, as they are called then. */
  const fields = {
    amount: ["The amount", amount],
    buffer: ["What is to be left", buffer],
    reference: ["The reference", reference],
    "reserve.reference": ["The reservation's reference", reservation],
    "reserve.for": ["The time", long],
  };
  let oldest = "";

  function turn() {
    held.hidden = !isReserved.checked;
    button.textContent = isReserved.checked ? "Check and reserve" : "Check";
  }

  /** What is asked, as it was typed; the API says what is wrong with it. */
  function question() {
    return {
      amount: typed(amount),
      currency,
      ...(oldest && { max_age: oldest }),
      ...(typed(buffer) && { buffer: typed(buffer) }),
      ...(reference.value.trim() && { reference: reference.value.trim() }),
      ...(isReserved.checked && { reserve: { reference: reservation.value.trim(), for: duration(typed(long), unit.value) } }),
    };
  }

  async function submit() {
    const asked = question();
    Object.values(fields).forEach(([, input]) => input.removeAttribute("aria-invalid"));
    const wrong = ["amount", "buffer"].find((name) => !/^\d+(?:\.\d+)?$/.test(asked[name] ?? "0"));
    if (wrong !== undefined) {
      refuse(wrong, "This is no amount", " is written with digits and a point, such as 1234.50.");
      return;
    }
    answer.setAttribute("aria-busy", "true");
    try {
      const body = await orSignIn(change("POST", `${path}/funds-check`, asked));
      const [title, tone] = DECISIONS[body.decision];
      say(tone, title, REASONS[body.reason], figure(body, asked), reserved(body, asked), kept(body));
    } catch (error) {
      failed(error, asked);
    } finally {
      answer.removeAttribute("aria-busy");
      // Where no answer came it may have been decided all the same.
      decided();
    }
  }

  function failed({ status, title = "It could not be asked", message }, { reserve }) {
    const [name] = /^[\w.]+/.exec(message) ?? [""];
    if (status === 400 && Object.hasOwn(fields, name)) {
      refuse(name, title, message.slice(name.length));
    } else {
      const isUnknown = status === 0 || status >= 500;
      say("bad", title, message, reserve && isUnknown && "The same reference again reserves nothing twice.");
    }
  }

  /** Says what is wrong with a field, and leads there. */
  function refuse(name, title, text) {
    const [called, input] = fields[name];
    say("bad", title, called + text);
    input.setAttribute("aria-invalid", "true");
    input.closest("details")?.setAttribute("open", "");
    input.focus();
  }

  function figure(body, asked) {
    const isHeld = body.spendable_balance !== body.available_balance;
    return h(
      "span",
      {},
      "Asked for ",
      money(asked.amount, currency),
      ...(asked.buffer === undefined ? [] : [", with ", money(asked.buffer, currency), " to be left"]),
      isHeld ? ", spendable " : ", available ",
      money(isHeld ? body.spendable_balance : body.available_balance, body.currency),
      ...(body.as_of === null ? [] : [", as the bank had it ", age(body.as_of)]),
      ".",
    );
  }

  function say(tone, title, ...texts) {
    tellOutcome(answer, tone, h("strong", {}, title), ...texts.filter((text) => text).map((text) => h("p", {}, text)));
  }

  function submitted(event) {
    event.preventDefault();
    once(button, submit);
  }

  return h(
    "section",
    { class: "card funds", "aria-labelledby": "funds" },
    h("h2", { id: "funds" }, "Funds check"),
    h(
      "form",
      { onsubmit: submitted, novalidate: true },
      h("label", { for: "amount" }, `Amount in ${currency}`),
      amount,
      choice("Figures may be as old as", "max_age", "the app allows", AGES, "", (value) => (oldest = value)),
      h(
        "details",
        {},
        h("summary", {}, "More: buffer, reference, reservation"),
        h("label", { for: "buffer" }, `To be left in the account, in ${currency}`),
        buffer,
        h("label", { for: "reference" }, "Your reference"),
        reference,
        h("label", { class: "check" }, isReserved, "Reserve the amount"),
        held,
      ),
      h("p", { id: "amount-hint", class: "hint" }, "Looks whether the amount can be spent now."),
      button,
    ),
    answer,
  );
}

function typed(input) {
  return input.value.replace(/\s/g, "");
}

function reserved({ decision, reservation }, { reserve }) {
  if (reserve === undefined) {
    return null;
  }
  return reservation === null
    ? decision === "sufficient" ? "It could not be reserved." : "So nothing is reserved."
    : h("span", {}, `Reserved as ${reservation.reference} until `, instant(reservation.expires_at), ".");
}

/** The way to the decision, where the app keeps them. */
function kept({ check_id: id }) {
  return id === null ? null : h("a", { href: `/dashboard/checks/${encodeURIComponent(id)}` }, "See this check");
}
