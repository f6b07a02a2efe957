// Sends the app a test webhook, and shows what was sent and answered.

import { change } from "./api.js";
import { once, orSignIn } from "./acting.js";
import { parsed, pretty } from "./pretty.js";
import { badge, h } from "./ui.js";

export function testWebhook(app) {
  const status = h("p", { class: "muted", role: "status" });
  const said = h("p", { class: "said", role: "alert" });
  const result = h("div", { class: "result" });
  const button = h("button", { type: "button", class: "quiet", onclick: () => once(button, send) }, "Send a test webhook");

  async function send() {
    said.textContent = "";
    status.textContent = "Sending…";
    try {
      const { request, response } = await orSignIn(change("POST", `/apps/${app.app_id}/test-webhook`));
      result.replaceChildren(...requestOf(request), ...responseOf(response));
      status.textContent = `Answered with the status ${response.status}.`;
    } catch (error) {
      status.textContent = "";
      result.replaceChildren();
      said.textContent = error.detail ?? "That did not work. Try it again.";
    }
  }

  return h(
    "section",
    { class: "panel", id: "test", "aria-label": "Test webhook" },
    h("h2", {}, "Test webhook"),
    h(
      "p",
      { class: "muted" },
      app.env === "production-sandbox"
        ? "Sends a balance of an account named “Test webhook” to this app's own route, signed as the service signs. That one test customer stays in the app."
        : "Sends an event that is ignored to this app's own route, signed as the service signs. No balance of your customers is touched.",
    ),
    h("p", { class: "id url" }, app.webhook_url),
    h("div", { class: "actions start" }, button),
    said,
    status,
    result,
  );
}

function requestOf(request) {
  const headers = Object.entries(request.headers).map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)));
  return [
    h("h3", {}, "Request"),
    h("p", { class: "id url" }, `POST ${request.url}`),
    h("dl", { class: "headers" }, ...headers),
    h("pre", { class: "code", tabindex: "0", "aria-label": "Body of the request" }, pretty(request.body)),
    h("p", { class: "hint" }, "Laid out to be read. What was signed is webhook-id, webhook-timestamp and the body's own bytes, with dots between."),
  ];
}

function responseOf(response) {
  return [
    h("h3", {}, "Answer ", h("span", { class: response.status === 200 ? "badge good" : "badge bad" }, String(response.status)), outcome(response.body)),
    h("pre", { class: "code", tabindex: "0", "aria-label": "Body of the answer" }, pretty(response.body)),
  ];
}

function outcome(body) {
  const word = parsed(body)?.outcome;
  return typeof word === "string" ? h("span", {}, " ", badge(word)) : null;
}
