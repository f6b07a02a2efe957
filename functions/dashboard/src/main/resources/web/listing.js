// A list of the API, newest first: read page by page as far as it is shown, and read again for what changed.

import { get } from "./api.js";

export class Listing {
  #address;
  /** Each with the cursor that asks for it, its tag, its items and the cursor of the next. */
  #pages = [];
  /** What is under way: the pages that are read again are those that were there before. */
  #turn = Promise.resolve();
  /** What a look that failed half-way has seen: nobody would say it again. */
  #news = false;

  /** @param address the path with its query, without a cursor */
  constructor(address) {
    this.#address = address;
  }

  get items() {
    return this.#pages.flatMap((page) => page.items);
  }

  /** Whether there are no more than those that are known. */
  get isWhole() {
    return this.#pages.length > 0 && this.#pages.at(-1).next === null;
  }

  /** Reads the next page, unless all are known. */
  more() {
    return this.#inTurn(async () => {
      if (!this.isWhole) {
        this.#pages.push(await this.#read(this.#pages.at(-1)?.next ?? null));
      }
    });
  }

  /**
   * Asks again for the pages that are known, and for the first one where none is.
   *
   * @returns {Promise<boolean>} whether anything is new
   */
  refresh() {
    return this.#inTurn(async () => {
      const many = Math.max(1, this.#pages.length);
      let cursor = null;
      for (let i = 0; i < many; i++) {
        const known = this.#pages[i]?.cursor === cursor ? this.#pages[i] : undefined;
        const now = await this.#read(cursor, known);
        this.#news ||= now !== known;
        this.#pages[i] = now;
        cursor = now.next;
        if (cursor === null) {
          this.#pages.length = i + 1;
          break;
        }
      }
      const news = this.#news;
      this.#news = false;
      return news;
    });
  }

  async #read(cursor, known) {
    const { body, etag } = await get(this.#address + (cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`), known?.etag);
    return body === null ? known : { cursor, etag, items: body.data, next: body.next_cursor };
  }

  #inTurn(work) {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => {});
    return mine;
  }
}
