// Asks the account's provider for fresh figures, and waits for what comes of it.

import { orSignIn } from "./acting.js";
import { change, get } from "./api.js";
import { age } from "./format.js";
import { tellOutcome } from "./parts.js";
import { h } from "./ui.js";

/** Milliseconds between two looks. */
const EVERY = 1000;
/** So long looks that fail are made again, in milliseconds: there is an answer within a minute, by the API's clock, which is not this one. */
const LONGEST = 60000;

/** Why no fresh figures came, and what to do. */
const REASONS = {
  provider_failed: "Who was asked could not get them. Ask again later.",
  provider_unreached: "Nobody could be reached. Ask again later; if it stays so, see whether the app's refresh URL is right.",
  no_answer: "Nobody answered in time. Ask again later.",
  sign_in_needed: "The bank wants the customer to sign in again. Ask the customer to connect once more.",
  no_provider: "There is nobody to ask. Give the app a refresh URL in the App Builder.",
};

/**
 * Asks, and says what comes of it until it has come.
 *
 * @param path the account's
 * @param said where it is said
 */
export async function freshFigures(path, said) {
  const began = performance.now();
  // At each press: an answer in the words of the last one would not be heard else.
  say(said, "warn", "Asking…");
  try {
    let asked = await orSignIn(change("POST", `${path}/refresh`));
    if (asked.status === "running") {
      say(said, "warn", "The bank is asked. Its answer shows here, within a minute.");
    }
    while (asked.status === "running") {
      await new Promise((resolve) => setTimeout(resolve, EVERY));
      asked = await again(path, asked, began);
    }
    tell(said, asked);
  } catch (error) {
    say(said, "bad", error.message);
  }
}

/** A look that fails is made again, as long as there is an answer to wait for. */
async function again(path, before, began) {
  try {
    return (await orSignIn(get(`${path}/refresh`))).body;
  } catch (error) {
    if (error.isPassing && performance.now() - began < LONGEST) {
      return before;
    }
    throw error;
  }
}

function tell(said, { status, reason, balance }) {
  if (status === "fresh") {
    say(said, "good", "The figures are fresh.");
  } else {
    say(said, "bad", "No fresh figures. ", REASONS[reason], ...(balance.as_of === null ? [] : [" Those here are from ", age(balance.as_of), "."]));
  }
}

function say(said, tone, ...words) {
  tellOutcome(said, tone, h("p", {}, ...words));
}
