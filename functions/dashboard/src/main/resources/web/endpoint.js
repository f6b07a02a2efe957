// How the app's endpoint does, and saying that it works again.

import { once, orSaid } from "./acting.js";
import { change, get } from "./api.js";
import { count, instant } from "./format.js";
import { facts, tell, toggle } from "./parts.js";
import { attempt } from "./told.js";
import { badge, h } from "./ui.js";

const STATES = {
  active: "It takes what it is sent.",
  failing: "It does not take what it is sent. Everything is tried again for a day, more and more seldom.",
  paused: "It failed for a day, so nothing is sent there any more: what happens is held. Mend it, then resume.",
  off: "Nobody is told anything: the app has no callback URL, or no notification secret. Set them in the App Builder.",
};

/** The section; `read` shows it anew where something about it is new. */
export function endpoint() {
  const body = h("div", {});
  const said = h("p", { class: "said", role: "alert" });
  const outcome = h("p", { class: "muted", role: "status" });
  const title = h("h2", { id: "endpoint", tabindex: "-1" }, "Endpoint");
  const button = h("button", { type: "button", id: "resume", hidden: true, onclick: () => once(button, resume) });
  const element = h(
    "section",
    { class: "card endpoint", "aria-labelledby": "endpoint" },
    title,
    body,
    said,
    outcome,
    button,
  );
  let shown;

  async function read() {
    draw((await get("/notifications/endpoint")).body);
  }

  async function resume() {
    outcome.textContent = "";
    if (await orSaid(said, async () => draw(await change("POST", "/notifications/endpoint/resume")))) {
      tell(outcome, "It counts as working again, and what was held is sent.");
    }
  }

  function draw(now) {
    const text = JSON.stringify(now);
    if (text === shown) {
      return;
    }
    shown = text;
    const { url, status, last_success_at: taken, last_failure: failure } = now;
    body.replaceChildren(
      h("p", {}, badge(status), " ", status === "active" && taken === null ? "Nothing was taken there yet." : STATES[status]),
      url === null ? "" : h("p", { class: "id url" }, url),
      history(now),
      ...(failure === null ? [] : [h("h3", {}, "Last failure"), attempt(failure)]),
    );
    toggle(button, status === "paused" || status === "failing", title);
    button.textContent = status === "paused" ? "Resume" : "It works again";
  }

  return { element, read };
}

function history({ failures, failing_since: since, paused_at: paused, last_success_at: taken }) {
  return facts(
    failures === 0 ? null : ["Failures in a row", count(failures)],
    since === null ? null : ["Failing since", instant(since)],
    paused === null ? null : ["Paused since", instant(paused)],
    // The API keeps it to the hour.
    taken === null ? null : ["Last taken about", instant(taken)],
  );
}
