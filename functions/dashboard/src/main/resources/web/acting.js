// What pages that change something have in common.

import { toSignIn } from "./api.js";

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
