// What pages that change something have in common.

import { toSignIn } from "./api.js";
import { tell } from "./parts.js";

/** What this promises, while the session lasts; once it has ended the way to the sign-in, and back here. */
export async function orSignIn(answer) {
  try {
    return await answer;
  } catch (error) {
    if (error.status === 401) {
      toSignIn();
    }
    throw error;
  }
}

/** Does this, and says there what goes wrong; who called hears of it too. What was said before is gone once it works. */
export async function saying(said, work) {
  try {
    await orSignIn(work());
    tell(said, "");
  } catch (error) {
    // Without words of the API's it is a module that could not be fetched.
    tell(said, error.detail ?? "That did not work. Load this page again.");
    throw error;
  }
}

/** The same for what is tried again by nobody but the reader; says whether it worked. */
export function orSaid(said, work) {
  return saying(said, work).then(
    () => true,
    () => false,
  );
}

/** Does this once, however often the button is pressed meanwhile. A button that is disabled would lose the focus. */
export async function once(button, work) {
  if (button.hasAttribute("aria-disabled")) {
    return;
  }
  button.setAttribute("aria-disabled", "true");
  try {
    await work();
  } finally {
    button.removeAttribute("aria-disabled");
  }
}
