// All balances of the app as a file, however many: the API's parts, put together as they come.

import { once, orSignIn } from "./acting.js";
import { read } from "./api.js";
import { MARK, TYPE, save } from "./csv.js";
import { count } from "./format.js";
import { h } from "./ui.js";

const FORMATS = [
  ["csv", "CSV", TYPE],
  ["ndjson", "NDJSON", "application/x-ndjson"],
];

/** The line with a button for each format. */
export function wholeFile() {
  const said = h("p", { role: "status" });
  const buttons = FORMATS.map(([format, name, type]) => {
    const button = h("button", { type: "button", class: "quiet", "data-format": format, "aria-label": `All balances as ${name}`, onclick: () => once(button, () => write(format, type)) }, name);
    return button;
  });

  async function write(format, type) {
    const parts = format === "csv" ? [MARK] : [];
    let cursor = null;
    let many = 0;
    try {
      do {
        say(many === 0 ? "Reading…" : `Reading, ${count(many)} parts so far…`);
        const { part, next } = await orSignIn(read(`/exports/balances?format=${format}${cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`}`));
        parts.push(part);
        many++;
        cursor = next;
      } while (cursor !== null);
      save(`balances.${format}`, parts, type);
      say("The file is written.");
    } catch (error) {
      say(`No file was written. ${error.message}`, true);
    }
  }

  function say(text, isWrong = false) {
    said.textContent = text;
    said.className = isWrong ? "wrong" : "";
  }

  return h("div", { class: "files" }, h("p", {}, "All balances of the app, as a file:"), ...buttons, said);
}
