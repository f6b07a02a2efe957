// Money and instants as the reader's locale has them, each with its exact value on hover.

import { h } from "./ui.js";

const locales = navigator.languages;
const formats = new Map();

function format(key, make) {
  if (!formats.has(key)) {
    formats.set(key, make());
  }
  return formats.get(key);
}

/** An amount. It comes as a decimal string and is formatted as one: a double would round it. */
export function money(amount, currency) {
  if (amount === null) {
    return h("span", { class: "unknown", title: "not known" }, "–", h("span", { class: "unseen" }, "not known"));
  }
  const decimals = amount.split(".")[1]?.length ?? 0;
  const shown = format(
    currency + decimals,
    () =>
      new Intl.NumberFormat(locales, {
        style: "currency",
        currency,
        minimumFractionDigits: decimals,
        maximumFractionDigits: decimals,
      }),
  ).format(amount);
  return h("data", { class: amount.startsWith("-") ? "money minus" : "money", value: amount, title: `${amount} ${currency}` }, shown);
}

/** An instant, to the minute. */
export function instant(iso) {
  if (iso === null) {
    return h("span", { class: "unknown" }, "never");
  }
  const shown = format("instant", () => new Intl.DateTimeFormat(locales, { dateStyle: "medium", timeStyle: "short" }));
  return h("time", { datetime: iso, title: iso }, shown.format(new Date(iso)));
}

/** A time of day, to the second. */
export function clock(date) {
  return format("clock", () => new Intl.DateTimeFormat(locales, { timeStyle: "medium" })).format(date);
}

export function count(number) {
  return format("count", () => new Intl.NumberFormat(locales)).format(number);
}

/** A decimal string as something to compare exactly: 15 integer digits do not fit a double with their decimals. */
export function decimal(amount) {
  const [whole, fraction = ""] = amount.replace("-", "").split(".");
  const value = BigInt(whole + fraction.padEnd(4, "0"));
  return amount.startsWith("-") ? -value : value;
}
