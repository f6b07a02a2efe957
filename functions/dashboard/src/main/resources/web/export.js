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

/** So often a part is asked for that fails for the moment. */
const TRIES = 3;
/** The longest wait before it is asked for again, in seconds. */
const LONGEST_WAIT = 30;

/** The line with a button for each format. */
export function wholeFile() {
  const said = h("p", { role: "status" });
  /** What was read of files that are not whole, by their format. */
  const begun = new Map();
  const buttons = FORMATS.map(([format, name, type]) => {
    const button = h("button", { type: "button", class: "quiet", "data-format": format, "aria-label": `All balances as ${name}`, onclick: () => once(button, () => write(format, type)) }, name);
    return button;
  });

  async function write(format, type) {
    const file = begun.get(format) ?? { parts: [], cursor: null };
    begun.set(format, file);
    try {
      do {
        say(file.parts.length === 0 ? "Reading…" : `Reading, ${count(file.parts.length)} parts so far…`);
        const { part, next } = await patiently(`/exports/balances?format=${format}${file.cursor === null ? "" : `&cursor=${encodeURIComponent(file.cursor)}`}`);
        file.parts.push(part);
        file.cursor = next;
      } while (file.cursor !== null);
      begun.delete(format);
      save(`balances.${format}`, format === "csv" ? [MARK, ...file.parts] : file.parts, type);
      say("The file is written.");
    } catch (error) {
      if (!error.isPassing) {
        begun.delete(format);
      }
      say(`No file was written. ${error.message}${error.isPassing ? " Press again to go on where it stopped." : ""}`, true);
    }
  }

  function say(text, isWrong = false) {
    said.textContent = text;
    said.className = isWrong ? "wrong" : "";
  }

  return h("div", { class: "files" }, h("p", {}, "All balances of the app, as a file:"), ...buttons, said);
}

/** A part; one that fails for the moment is asked for again, after the time that the API names. */
async function patiently(path) {
  for (let tries = 1; ; tries++) {
    try {
      return await orSignIn(read(path));
    } catch (error) {
      if (!error.isPassing || tries === TRIES) {
        throw error;
      }
      const seconds = Math.min(LONGEST_WAIT, Math.max(tries, error.retryAfter ?? 0));
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    }
  }
}
