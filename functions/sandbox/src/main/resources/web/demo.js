// The demo's page: its address names the app by what is public of it.

import { h } from "./ui.js";

const parameters = new URLSearchParams(location.search);
const heard = document.querySelector("#heard");

function hear(name, data) {
  heard.querySelector(".muted")?.remove();
  heard.append(h("li", {}, h("strong", {}, name), data === undefined ? null : h("pre", {}, JSON.stringify(data, null, 1))));
}

const named = Object.fromEntries(
  ["app_id", "key", "token"].filter((name) => parameters.has(name)).map((name) => [name, parameters.get(name)]),
);
const customer = parameters.get("customer");

document.querySelector("#connect").addEventListener("click", () => {
  if (named.app_id === undefined) {
    hear("this address names no app", { wanted: "/connect/demo?app_id=…&key=…" });
    return;
  }
  window.Balance.connect({
    ...named,
    ...(customer === null ? {} : { customer: { id: customer } }),
    onSuccess: (data) => hear("onSuccess", data),
    onError: (data) => hear("onError", data),
    onEvent: (data) => hear("onEvent", data),
    beforeClose: () => hear("beforeClose"),
    onClose: () => hear("onClose"),
  });
});
