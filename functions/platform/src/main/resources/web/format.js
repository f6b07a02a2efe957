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

/** The decimal string of a value that `decimal` made, with so many decimals. */
export function exact(value, decimals) {
  const digits = (value < 0n ? -value : value).toString().padStart(5, "0");
  const fraction = digits.slice(-4).slice(0, decimals);
  return `${value < 0n ? "-" : ""}${digits.slice(0, -4)}${decimals === 0 ? "" : `.${fraction}`}`;
}

const UNITS = [["year", 31557600], ["month", 2629800], ["day", 86400], ["hour", 3600], ["minute", 60]];

/** How long ago an instant was, in words; `agesAgain` keeps them true. */
export function age(iso) {
  return h("time", { datetime: iso, title: iso, "data-age": true }, ago(iso));
}

export function agesAgain() {
  document.querySelectorAll("time[data-age]").forEach((time) => {
    const now = ago(time.dateTime);
    if (time.textContent !== now) {
      time.textContent = now;
    }
  });
}

function ago(iso) {
  const seconds = (Date.now() - new Date(iso)) / 1000;
  const [unit, length] = UNITS.find(([, long]) => Math.abs(seconds) >= long) ?? ["minute", 60];
  const words = format("age", () => new Intl.RelativeTimeFormat(locales, { numeric: "auto" }));
  return Math.abs(seconds) < 60 ? "just now" : words.format(-Math.trunc(seconds / length), unit);
}

/** A day or an instant, as the API has it; a day alone belongs to no time zone. */
export function date(iso) {
  if (iso === null || iso.includes("T")) {
    return instant(iso);
  }
  const shown = format("day", () => new Intl.DateTimeFormat(locales, { dateStyle: "medium", timeZone: "UTC" }));
  return h("time", { datetime: iso, title: iso }, shown.format(new Date(iso)));
}
