// What the page knows of one account: its balance and how it came about, its history, and its newest transactions.

import { get } from "./api.js";

const SLICE = 100;
/** So many changes are drawn; the table under the chart goes on. */
const MOST_CHANGES = 500;

export class Passbook {
  /** The balance with its explanation. */
  balance;
  /** Changes of the history, newest first, and the cursor of those before them. */
  changes = [];
  before = null;
  /** The first page of the transactions, pending ones first. */
  newest;

  #path;
  #tags = {};
  /** What a look that failed half-way has seen: nobody would say it again. */
  #news = false;

  constructor(id) {
    this.#path = `/accounts/${encodeURIComponent(id)}`;
  }

  get path() {
    return this.#path;
  }

  /** Each transaction's part in the balance, by its id. */
  get parts() {
    return new Map(this.balance.explanation.transactions.map((part) => [part.id, part]));
  }

  /** Reads all of it. */
  async open() {
    await Promise.all([this.#look("/balance"), this.#look(`/transactions?limit=${SLICE}`, this.#list), this.#derived()]);
  }

  /**
   * Asks what is new.
   *
   * @returns {Promise<boolean>} whether anything is
   */
  async refresh() {
    const answers = await Promise.allSettled([
      this.#look("/balance"),
      this.#look(`/transactions?limit=${SLICE}`, this.#list),
    ]);
    this.#news ||= answers.some(({ value }) => value === true);
    const failed = answers.find(({ status }) => status === "rejected");
    if (failed) {
      throw failed.reason;
    }
    const news = this.#news;
    if (news) {
      await this.#derived();
      this.#news = false;
    }
    return news;
  }

  /** Reads the next changes before those that are known; says whether there were any to draw. */
  async older() {
    if (this.before === null || this.changes.length >= MOST_CHANGES) {
      return false;
    }
    const { body } = await get(`${this.#path}/balances?limit=${SLICE}&cursor=${encodeURIComponent(this.before)}`);
    this.changes.push(...body.data);
    this.before = body.next_cursor;
    return true;
  }

  #list = (body) => {
    this.newest = body;
  };

  async #look(what, take = () => {}) {
    const { body, etag } = await get(this.#path + what, this.#tags[what]);
    if (body === null) {
      return false;
    }
    take(body);
    this.#tags[what] = etag;
    return true;
  }

  /** What follows from the two that are looked at: computed anew at each request, so that no tag would tell. */
  async #derived() {
    const [{ body: balance }, { body: history }] = await Promise.all([
      get(`${this.#path}/balance?explain=true`),
      get(`${this.#path}/balances?limit=${SLICE}`),
    ]);
    this.balance = balance;
    // As instants: as text, half a second comes before a whole one.
    const oldest = Date.parse(history.data.at(-1)?.valid_from);
    const rest = this.changes.filter((change) => Date.parse(change.valid_from) < oldest);
    if (rest.length === 0) {
      this.before = history.next_cursor;
    }
    this.changes = [...history.data, ...rest];
  }
}
