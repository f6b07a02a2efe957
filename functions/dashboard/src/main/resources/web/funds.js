// Is an amount there? The box that asks as a payment would.

import { change } from "./api.js";
import { age, money } from "./format.js";
import { choice, h } from "./ui.js";
import { REASONS } from "./words.js";

const AGES = [["PT15M", "15 minutes"], ["PT1H", "1 hour"], ["PT24H", "1 day"], ["P7D", "7 days"]];
const DECISIONS = { sufficient: ["Yes, it is there", "good"], insufficient: ["No, it is not there", "bad"], unknown: ["Nobody can say", "warn"] };

/** The section. */
export function fundsCheck(path, currency) {
  const answer = h("div", { class: "answer", role: "status" });
  const amount = h("input", {
    id: "amount",
    name: "amount",
    inputmode: "decimal",
    autocomplete: "off",
    required: true,
    placeholder: "100.00",
    "aria-describedby": "amount-hint",
  });
  let oldest = "";

  async function submit(event) {
    event.preventDefault();
    const asked = amount.value.replace(/\s/g, "");
    if (!/^\d+(?:\.\d+)?$/.test(asked)) {
      say("bad", "This is no amount", "Write it with digits and a point, such as 1234.50.");
      return;
    }
    answer.setAttribute("aria-busy", "true");
    try {
      const body = await change("POST", `${path}/funds-check`, { amount: asked, currency, ...(oldest && { max_age: oldest }) });
      const [title, tone] = DECISIONS[body.decision];
      say(tone, title, REASONS[body.reason], figure(body, asked));
    } catch (error) {
      say("bad", error.title ?? "It could not be asked", error.message);
    } finally {
      answer.removeAttribute("aria-busy");
    }
  }

  function figure(body, asked) {
    return h(
      "span",
      {},
      "Asked for ",
      money(asked, currency),
      ", available ",
      money(body.available_balance, body.currency),
      ...(body.as_of === null ? [] : [", as the bank had it ", age(body.as_of)]),
      ".",
    );
  }

  function say(tone, title, text, more) {
    answer.className = `answer ${tone}`;
    answer.replaceChildren(h("strong", {}, title), ...(text ? [h("p", {}, text)] : []), ...(more ? [h("p", {}, more)] : []));
  }

  return h(
    "section",
    { class: "card funds", "aria-labelledby": "funds" },
    h("h2", { id: "funds" }, "Funds check"),
    h(
      "form",
      { onsubmit: submit, novalidate: true },
      h("label", { for: "amount" }, `Amount in ${currency}`),
      amount,
      choice("Figures may be as old as", "max_age", "the app allows", AGES, "", (value) => (oldest = value)),
      h("p", { id: "amount-hint", class: "hint" }, "Looks whether the amount is available now. It reserves nothing."),
      h("button", { type: "submit" }, "Check"),
    ),
    answer,
  );
}
