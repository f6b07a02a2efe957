// The records that the page knows: read in pages of the API, and read again, page by page, for what changed.

import { get } from "./api.js";
import { decimal } from "./format.js";

/** Search, filters and sorting cover so many; more would be too much for a page, and for its reader. */
export const MOST = 2000;

const SLICE = 100;
/** So many pages are asked for again at once: all that a search covers in two turns. */
const AT_ONCE = MOST / SLICE / 2;

export class Book {
  /** Records by account id. */
  #records = new Map();
  /** Pages of the API: the address that asks for it, its tag, its ids and the cursor of the next. */
  #slices = [];
  /** The same for what was looked up past them. */
  #found = [];
  #turn = 0;
  /** What a look that failed half-way has seen: nobody would say it again. */
  #news = false;

  /** Whether there are no more than those that are known. */
  get complete() {
    return this.#slices.length > 0 && this.#slices.at(-1).next === null;
  }

  get size() {
    return this.#records.size;
  }

  get loaded() {
    return this.#slices.length > 0;
  }

  /** All that are known, in the API's order. */
  all() {
    return [...this.#records.values()].sort((one, other) => (one.account_id < other.account_id ? -1 : 1));
  }

  /** Reads the next page of the API, unless all are known. */
  async more() {
    if (!this.complete) {
      const cursor = this.#slices.at(-1)?.next ?? null;
      this.#slices.push(await this.#read(address(cursor)));
    }
  }

  /** Looks a customer or an account number up among all records, however many there are. */
  async lookUp(text) {
    const found = await Promise.all(
      ["customer", "nuban"].map((name) => this.#read(`${address(null)}&${name}=${encodeURIComponent(text)}`)),
    );
    this.#found.push(...found.filter((slice) => slice.ids.length > 0));
  }

  async #read(where) {
    const { body, etag } = await get(where);
    body.data.forEach((record) => this.#records.set(record.account_id, record));
    return { address: where, etag, ids: ids(body), next: body.next_cursor };
  }

  /**
   * Asks again for the pages of the API that have these records, and for the last one, where new ones come in; where
   * those are very many, in turn.
   *
   * @returns {Promise<boolean>} whether anything changed
   */
  async refresh(shown) {
    const wanted = [...this.#slices, ...this.#found].filter(
      (slice) => slice === this.#slices.at(-1) || shown.some((id) => slice.ids.includes(id)),
    );
    const turn = wanted.length <= AT_ONCE ? wanted : Array.from({ length: AT_ONCE }, (_, i) => wanted[(this.#turn + i) % wanted.length]);
    this.#turn += AT_ONCE;
    const answers = await Promise.allSettled(turn.map((slice) => this.#again(slice)));
    this.#news ||= answers.some(({ value }) => value === true);
    const failed = answers.find(({ status }) => status === "rejected");
    if (failed) {
      throw failed.reason;
    }
    const news = this.#news;
    this.#news = false;
    return news;
  }

  async #again(slice) {
    const { body, etag } = await get(slice.address, slice.etag);
    if (body === null) {
      return false;
    }
    const now = ids(body);
    // One that came in pushed the last one out, to where the next page does not look: only what is missing before the
    // new end is gone.
    const end = body.next_cursor === null ? null : now.at(-1);
    slice.ids.filter((id) => !now.includes(id) && (end === null || id < end)).forEach((id) => this.#records.delete(id));
    body.data.forEach((record) => this.#records.set(record.account_id, record));
    slice.etag = etag;
    slice.ids = now;
    if (slice === this.#slices.at(-1)) {
      slice.next = body.next_cursor;
    }
    return true;
  }
}

function address(cursor) {
  return `/accounts?limit=${SLICE}${cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`}`;
}

function ids(body) {
  return body.data.map((record) => record.account_id);
}

/** What can be sorted by: the column's name and what it compares. Amounts of one currency stay together. */
const SORTS = {
  account: (record) => [(record.name ?? "").toLocaleLowerCase(), record.nuban ?? ""],
  customer: (record) => [record.customer_id],
  bank: (record) => [(record.bank.name ?? record.bank.id).toLocaleLowerCase()],
  available: (record) => [record.currency, amount(record.available_balance)],
  ledger: (record) => [record.currency, amount(record.ledger_balance)],
  as_of: (record) => [record.as_of ?? ""],
};

/** What is not known comes before everything that is. */
function amount(text) {
  return text === null ? -(10n ** 20n) : decimal(text);
}

/** The records that a view asks for, in its order. */
export function select(records, view) {
  const words = view.q.toLocaleLowerCase().split(/\s+/).filter((word) => word !== "");
  const found = records.filter(
    (record) =>
      (view.source === "" || record.available_source === view.source) &&
      (view.currency === "" || record.currency === view.currency) &&
      (view.connection === "" || record.connection === view.connection) &&
      (view.stale === "" || String(record.stale) === view.stale) &&
      words.every((word) => text(record).includes(word)),
  );
  const key = SORTS[view.sort.replace("-", "")];
  if (key) {
    const sign = view.sort.startsWith("-") ? -1 : 1;
    const keyed = found.map((record) => ({ record, key: key(record) }));
    keyed.sort((one, other) => sign * compare(one.key, other.key));
    return keyed.map(({ record }) => record);
  }
  return found;
}

function compare(one, other) {
  for (let i = 0; i < one.length; i++) {
    if (one[i] !== other[i]) {
      return one[i] < other[i] ? -1 : 1;
    }
  }
  return 0;
}

function text(record) {
  return [record.name, record.nuban, record.account_id, record.customer_id, record.record_id, record.bank.name, record.bank.id]
    .filter((part) => part !== null)
    .join("\n")
    .toLocaleLowerCase();
}
