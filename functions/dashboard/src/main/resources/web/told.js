// What an app is told of, and how that went, in plain words.

import { instant } from "./format.js";
import { h } from "./ui.js";

/** Kinds of notifications by the API's names. */
export const KINDS = {
  "connection.created": "An account was connected",
  "connection.error": "A bank could not be asked",
  "connection.reauth_required": "A customer has to sign in again",
  "balance.updated": "A balance changed",
  "balance.below": "A balance fell below a threshold",
  "hold.expired": "A hold expired",
};

const RESULTS = {
  delivered: "It was taken.",
  bad_url: "The callback URL is no address that can be called. Mend it in the App Builder.",
  not_https: "The callback URL has to begin with https.",
  unknown_host: "The callback URL's host has no address. See whether its name is right.",
  not_allowed_address: "The callback URL leads to an address that is not public. Use a public one.",
  connect_failed: "Nothing took the connection. See whether the endpoint runs.",
  tls_failed: "The endpoint's certificate did not prove its name. Renew it.",
  timed_out: "The endpoint did not answer in time. Answer first, work afterwards.",
  broken_off: "The connection ended before the answer did.",
  bad_answer: "What it answered is no HTTP.",
};

/** How an attempt ended, and what to do. */
export function result(word) {
  const [, status] = /^http_(\d+)$/.exec(word) ?? [];
  return status === undefined ? (RESULTS[word] ?? word) : `The endpoint answered ${status}, which is not 2xx.`;
}

/** An attempt in full: when, how it ended, and what the endpoint said, where that is told. */
export function attempt({ at, result: word, answer = null }, name) {
  return h(
    "div",
    {},
    h("p", {}, result(word), " ", h("span", { class: "muted" }, instant(at))),
    answer === null ? null : h("pre", { class: "code", tabindex: "0", role: "group", "aria-label": name }, answer),
  );
}
