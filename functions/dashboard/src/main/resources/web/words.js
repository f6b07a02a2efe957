// The API's words in plain ones.

import { count } from "./format.js";

const SOURCES = {
  reported: "The bank's own figure.",
  adjusted: "The bank's own figure, less the debits that have begun since.",
  computed: "The ledger balance, less the debits that are not in it yet.",
  unknown: "Nobody knows it yet.",
};

/** Where the available balance comes from. */
export function source(balance) {
  if (balance.available_source !== "incomplete") {
    return SOURCES[balance.available_source];
  }
  return balance.pending_as_of === null
    ? "The most there can be: nobody has told what is pending yet."
    : "The most there can be: what is in another currency is left out.";
}

/** A transaction's part in the available balance. */
export const PARTS = {
  pending: "pending, not in the ledger yet",
  posted_after: "posted after the bank's answer",
  begun_after: "begun after the bank's answer",
  grown_since: "grown since the bank's answer",
  credit: "incoming, counted as the app has it",
  credit_not_counted: "not counted before it is in the ledger",
  already_in_figure: "in the bank's figure already",
  merged: "replaced by its posting",
  expired: "expired",
  dropped: "no longer listed by the bank",
  removed: "taken back by the bank",
  other_currency: "left out: in another currency",
  no_arithmetic: "not computed with",
};

/** Why funds are there or not, and what to do about it. */
export const REASONS = {
  enough: "",
  not_enough: "It is more than what can be spent.",
  other_currency: "The account is in another currency.",
  unknown_balance: "Nobody knows the balance yet. Wait for the bank's first figures.",
  account_restricted: "The bank says that the account is not active. Ask the customer for another one.",
  connection: "The connection does not work, so the figures may be old. See what to do there.",
  updating: "News of the account is being worked in. Check again in a moment.",
  too_old: "The figures are older than asked for. Wait for newer ones, or accept older ones.",
  incomplete: "Something that counts is not known, so there may be less.",
};

/** What a funds check answers, and its tone. */
export const DECISIONS = {
  sufficient: ["Yes, it is there", "good"],
  insufficient: ["No, it is not there", "bad"],
  unknown: ["Nobody can say", "warn"],
};

export function reservations(many) {
  return `${count(many)} ${many === 1 ? "reservation" : "reservations"}`;
}
