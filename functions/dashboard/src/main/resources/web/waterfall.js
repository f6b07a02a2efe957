// From the ledger to what is available, step by step.

import { colour, fitted, uPlot } from "./chart.js";
import { count, decimal, exact, money } from "./format.js";
import { h } from "./ui.js";
import { PARTS, reservations } from "./words.js";

/** More steps than a reader takes in are summed up in one. */
const MOST_STEPS = 10;

/**
 * The lines of the waterfall. Each runs from one amount to another; `total` ones stand on the ground.
 *
 * @param transactions those that steps are named after, by id
 * @returns {{label: string, why: string, from: bigint, to: bigint, total: boolean}[]} none where nothing is known
 */
export function lines(balance, transactions) {
  const { ledger_balance: ledger, available_balance: available, explanation } = balance;
  const base = explanation.base ?? available;
  if (available === null) {
    return [];
  }
  const result = [];
  const add = (label, why, to, total = false) =>
    result.push({ label, why, from: total ? 0n : result.at(-1).to, to, total });
  if (ledger === null) {
    add("Available at the bank", "as the bank gave it; it gave no ledger balance", decimal(base), true);
  } else {
    add("Ledger balance", "what the bank has booked", decimal(ledger), true);
    if (base !== ledger) {
      const down = decimal(base) < decimal(ledger);
      add(down ? "Held back by the bank" : "Granted by the bank", "the bank gave an available balance of its own", decimal(base));
    }
  }
  const counted = explanation.transactions.filter((part) => part.counted);
  const most = counted.length > MOST_STEPS ? largest(counted, MOST_STEPS - 1) : counted;
  most.forEach((part) => add(name(transactions.get(part.id), part.id), PARTS[part.why], result.at(-1).to + decimal(part.effect)));
  if (explanation.ended_credits && decimal(explanation.ended_credits) !== 0n) {
    add("Incoming payments that ended", "their time was over by then", result.at(-1).to + decimal(explanation.ended_credits));
  }
  // What the explanation had no room for is in here, too: it is what the lines lack.
  if (result.at(-1).to !== decimal(available)) {
    const rest = explanation.more > 0 ? "Other transactions" : `${count(counted.length - most.length)} other transactions`;
    add(rest, "summed up", decimal(available));
  }
  const { spendable_balance: spendable, reserved } = balance;
  const isReserved = spendable !== null && spendable !== available;
  add("Available balance", isReserved ? "before what is reserved" : "what can be spent", decimal(available), true);
  if (isReserved) {
    add("Reserved", `in ${reservations(reserved.count)}`, decimal(spendable));
    add("Spendable balance", "what can be spent", decimal(spendable), true);
  }
  return result;
}

function largest(parts, many) {
  const size = (part) => decimal(part.effect.replace("-", ""));
  const kept = new Set([...parts].sort((one, other) => (size(one) < size(other) ? 1 : -1)).slice(0, many));
  return parts.filter((part) => kept.has(part));
}

/**
 * Where the bars begin: at zero, or above it where the steps would be too small to be seen beside what stands on the
 * ground.
 */
function groundOf(shown) {
  const levels = shown.flatMap((line) => (line.total ? [line.to] : [line.from, line.to]));
  const low = levels.reduce((one, other) => (one < other ? one : other));
  const high = levels.reduce((one, other) => (one > other ? one : other));
  const wanted = low - (high - low);
  if (wanted <= 0n || high === low || (high - low) * 5n > high * 2n) {
    return 0n;
  }
  const round = 10n ** BigInt(Math.max(0, wanted.toString().length - 2));
  return (wanted / round) * round;
}

/** What a transaction is called. */
function name(transaction, id) {
  return transaction?.description ?? transaction?.ref ?? `Transaction ${id}`;
}

/** The section; `update` shows it anew. */
export function waterfall() {
  const rows = h("tbody");
  const table = h(
    "table",
    { class: "lines" },
    h("caption", { class: "unseen" }, "From the ledger balance to the available balance"),
    h("thead", { class: "unseen" }, h("tr", {}, h("th", { scope: "col" }, "Step"), h("th", { scope: "col" }, "Amount"))),
    rows,
  );
  const place = h("div", { class: "bars", "aria-hidden": "true" });
  const note = h("p", { class: "hint" });
  const body = h("div", { class: "waterfall" }, table, place);
  const none = h("p", { class: "muted" });
  const element = h("section", { class: "card", "aria-labelledby": "from-ledger" }, h("h2", { id: "from-ledger" }, "From ledger to available"), none, body, note);
  let shown = [];
  let ground = 0n;
  let drawn;

  function update(balance, transactions) {
    shown = lines(balance, transactions);
    const decimals = (balance.available_balance ?? "").split(".")[1]?.length ?? 0;
    const amount = (value) => money(exact(value, decimals), balance.currency);
    rows.replaceChildren(
      ...shown.map((line) =>
        h(
          "tr",
          { class: line.total ? "total" : undefined },
          h("th", { scope: "row" }, h("span", { class: "one-line" }, line.label), h("span", { class: "under one-line" }, line.why)),
          h("td", {}, amount(line.total ? line.to : line.to - line.from)),
        ),
      ),
    );
    body.hidden = shown.length === 0;
    none.hidden = shown.length > 0;
    none.textContent =
      balance.ledger_balance === null
        ? "No figure of this account is known yet, so there is nothing to count from."
        : "The ledger is known, but what can be spent of it is not: this kind of account is not computed with.";
    ground = shown.length === 0 ? 0n : groundOf(shown);
    note.replaceChildren(leftOut(balance), ...(ground === 0n ? [] : [" The bars begin at ", amount(ground), "."]));
    note.hidden = note.textContent === "";
    place.classList.toggle("cut", ground !== 0n);
    draw();
  }

  async function draw() {
    if (shown.length === 0) {
      return;
    }
    try {
      const Plot = await uPlot();
      // The bars stand beside their lines, which are all of one height.
      place.style.height = `${rows.offsetHeight}px`;
      drawn?.destroy();
      drawn = bars(Plot, place, shown, ground);
    } catch {
      // The lines say it all.
      place.hidden = true;
    }
  }

  new ResizeObserver(() => {
    if (drawn && rows.offsetHeight > 0 && place.style.height !== `${rows.offsetHeight}px`) {
      place.style.height = `${rows.offsetHeight}px`;
    }
  }).observe(rows);
  return { element, update };
}

function leftOut(balance) {
  const many = (why) => balance.explanation.transactions.filter((part) => part.why === why).length;
  const incoming = many("credit_not_counted");
  const foreign = balance.pending.excluded;
  return [
    incoming === 0 ? "" : `Incoming payments count once the ledger has them: ${count(incoming)} left out.`,
    foreign === 0 ? "" : `In another currency: ${count(foreign)} left out.`,
  ]
    .join(" ")
    .trim();
}

/** Floating bars, lying: one a line. The library draws doubles; the exact amounts are in the table. */
function bars(Plot, place, shown, ground) {
  const number = (value) => Number(value) / 1e4;
  const foot = number(ground);
  const begin = (line) => (line.total ? foot : number(line.from));
  const ends = shown.flatMap((line) => [begin(line), number(line.to)]);
  const low = Math.min(foot, ...ends);
  const high = Math.max(foot, ...ends);
  // A step too small to be seen is drawn as a line all the same.
  const least = (high - low) / 150;
  const from = shown.map(begin);
  const to = shown.map((line, i) => {
    const length = number(line.to) - from[i];
    return length !== 0 && Math.abs(length) < least ? from[i] + Math.sign(length) * least : from[i] + length;
  });
  // On a phone they lie under their lines, over the whole width.
  const under = getComputedStyle(place).position === "absolute";
  const offset = under ? 0.86 : 0.5;
  const tone = (line) => (line.total ? "total" : line.to < line.from ? "down" : "up");
  const plot = new Plot(
    {
      width: place.clientWidth,
      height: place.clientHeight,
      padding: [0, 0, 0, 0],
      cursor: { show: false },
      legend: { show: false },
      scales: {
        x: { time: false, ori: 1, dir: -1, range: [-offset, shown.length - offset] },
        y: { ori: 0, dir: 1, range: [low, high === low ? low + 1 : high] },
      },
      axes: [{ show: false }, { show: false }],
      series: [
        {},
        {
          width: 0,
          points: { show: false },
          paths: Plot.paths.bars({
            size: [under ? 0.12 : 0.4, 24],
            disp: {
              y0: { unit: 1, values: () => from },
              y1: { unit: 1, values: () => to },
              fill: { unit: 3, values: () => shown.map((line) => colour(`chart-${tone(line)}`)) },
            },
          }),
        },
      ],
    },
    [shown.map((_, i) => i), to],
    place,
  );
  fitted(plot, place);
  return plot;
}
