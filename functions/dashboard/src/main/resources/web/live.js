// Looks again and again for what is new, while somebody sees the page.

import { toSignIn } from "./api.js";
import { clock } from "./format.js";
import { tell } from "./parts.js";
import { h } from "./ui.js";

/** Milliseconds between two looks: with a slow answer to each, what is new still shows within two seconds. */
const EVERY = 1000;
/** The longest wait where looks fail. */
const LONGEST_WAIT = 30000;

/**
 * Calls `look` again and again, from now on, until it says `false`. Failures are waited out; a session that has ended
 * leads to the sign-in.
 *
 * @returns {HTMLElement} what says whether the page is up to date
 */
export function live(look) {
  const said = h("span", { class: "live", role: "status" });
  let timer;
  let wait = EVERY;

  function say(text, title, late) {
    tell(said, text);
    said.title = title;
    said.classList.toggle("late", late);
  }

  async function again() {
    clearTimeout(timer);
    if (document.hidden) {
      say("Paused", "", true);
      return;
    }
    try {
      if ((await look()) === false) {
        document.removeEventListener("visibilitychange", again);
        return;
      }
      wait = EVERY;
      say("Live", `Looked at ${clock(new Date())}`, false);
    } catch (error) {
      if (error.status === 401) {
        toSignIn();
        return;
      }
      wait = Math.min(LONGEST_WAIT, Math.max(wait * 2, (error.retryAfter ?? 0) * 1000));
      say("Not up to date", error.message, true);
    }
    clearTimeout(timer);
    timer = setTimeout(again, wait);
  }

  document.addEventListener("visibilitychange", again);
  again();
  return said;
}
