// Tables as files for a spreadsheet: RFC 4180, in UTF-8 with the mark by which spreadsheets know it.

/** What a spreadsheet would take for a formula, and run. */
const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^-?\d+(?:\.\d+)?$/;

/**
 * A table as text.
 *
 * @param {[string, (row: object) => *][]} columns each with its name and what stands in it; null is empty
 */
export function csv(columns, rows) {
  const lines = [columns.map(([name]) => name), ...rows.map((row) => columns.map(([, value]) => value(row)))];
  return lines.map((line) => `${line.map(cell).join(",")}\r\n`).join("");
}

function cell(value) {
  const text = value === null || value === undefined ? "" : String(value);
  const harmless = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** What spreadsheets know UTF-8 by. */
export const MARK = "\ufeff";
export const TYPE = "text/csv;charset=utf-8";

/** Hands the table to the browser as a file. */
export function download(name, text) {
  save(name, [MARK, text], TYPE);
}

/** Hands what these parts are together to the browser as a file. */
export function save(name, parts, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(parts, { type }));
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
