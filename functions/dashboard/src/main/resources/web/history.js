// Both balances over time: a chart to zoom and to go along, and the same as a table.

import { colour, fitted, uPlot } from "./chart.js";
import { count, instant, money } from "./format.js";
import { h } from "./ui.js";

const DAY = 86400;
const RANGES = [["1 day", DAY], ["7 days", 7 * DAY], ["30 days", 30 * DAY], ["All", null]];
const compact = new Intl.NumberFormat(navigator.languages, { notation: "compact", maximumFractionDigits: 2 });

const DAYS = new Intl.DateTimeFormat(navigator.languages, { month: "short", day: "numeric" });
const MONTHS = new Intl.DateTimeFormat(navigator.languages, { year: "numeric", month: "short" });
const TIMES = new Intl.DateTimeFormat(navigator.languages, { timeStyle: "short" });

/** The section; `update` shows a passbook anew. */
export function historyOf() {
  const read = h("p", { class: "read", "aria-live": "polite" });
  const place = h("div", {
    class: "plot",
    tabindex: "0",
    role: "img",
    "aria-label": "Ledger and available balance over time. Left and right go from change to change, plus and minus zoom, Escape shows all. The same is in the table below.",
    onkeydown: key,
    onblur: () => point(null),
  });
  const ranges = h(
    "div",
    { class: "ranges", role: "group", "aria-label": "Time shown" },
    ...RANGES.map(([text, length]) => h("button", { type: "button", class: "quiet", "data-range": text, onclick: () => zoom(length) }, text)),
  );
  const rows = h("tbody");
  const said = h("p", { class: "hint" });
  const table = h(
    "details",
    {},
    h("summary", {}, "Show as table"),
    h(
      "div",
      { class: "scroll", tabindex: "0", role: "group", "aria-label": "History" },
      h(
        "table",
        { class: "plain" },
        h("thead", {}, h("tr", {}, ...["From", "Last seen", "Ledger", "Available"].map((text, i) => h("th", { scope: "col", class: i > 1 ? "amount" : undefined }, text)))),
        rows,
      ),
    ),
    said,
  );
  const legend = h("div", { class: "legend", "aria-hidden": "true" }, h("span", { class: "ledger-key" }, "Ledger"), h("span", { class: "available-key" }, "Available"));
  const none = h("p", { class: "muted" }, "The bank has given no balance yet.");
  const body = h("div", {}, h("div", { class: "legend-line" }, legend, ranges), read, place, table);
  const element = h("section", { class: "card", "aria-labelledby": "over-time" }, h("h2", { id: "over-time" }, "History"), none, body);
  let points = [];
  let plot;
  let range = null;
  let at = null;
  let currency;

  function update(passbook) {
    currency = passbook.balance.currency;
    points = pointsOf(passbook);
    none.hidden = points.length > 0;
    body.hidden = points.length === 0;
    rows.replaceChildren(
      ...passbook.changes.map((change) =>
        h(
          "tr",
          {},
          h("td", {}, instant(change.valid_from)),
          h("td", {}, instant(change.last_seen)),
          h("td", { class: "amount" }, money(change.ledger_balance, change.currency)),
          h("td", { class: "amount" }, money(change.available_balance, change.currency)),
        ),
      ),
    );
    said.textContent = passbook.before === null ? "" : `The newest ${count(passbook.changes.length)} changes; the API has those before them.`;
    say();
    draw();
  }

  async function draw() {
    if (points.length === 0) {
      return;
    }
    let Plot;
    try {
      Plot = await uPlot();
    } catch {
      place.hidden = true;
      table.open = true;
      return;
    }
    const data = [
      points.map((one) => one.time),
      points.map((one) => one.ledger && Number(one.ledger)),
      points.map((one) => one.available && Number(one.available)),
    ];
    if (plot) {
      plot.setData(data, false);
    } else {
      plot = new Plot(options(Plot, place, moved, zoomed), data, place);
      fitted(plot, place);
    }
    scale();
  }

  function zoom(length) {
    range = length === null ? null : [points.at(-1).time - length, points.at(-1).time];
    scale(length);
  }

  function scale(length) {
    const [min, max] = range ?? [points[0].time, points.at(-1).time];
    plot?.setScale("x", min < max ? { min, max } : { min: min - DAY / 2, max: max + DAY / 2 });
    press(RANGES.find(([, one]) => (range === null ? one === null : one === length))?.[0]);
  }

  function press(text) {
    ranges.querySelectorAll("button").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.range === text)));
  }

  /** Whoever drags over the chart zooms by hand. */
  function zoomed(min, max) {
    range = [min, max];
    scale();
  }

  function moved(index) {
    at = index;
    say();
  }

  function point(index) {
    plot?.setCursor(index === null ? { left: -10, top: -10 } : { left: plot.valToPos(points[index].time, "x"), top: 10 });
  }

  function key(event) {
    const steps = { ArrowLeft: -1, ArrowRight: 1 };
    const zooms = { "+": 0.5, "=": 0.5, "-": 2 };
    if (event.key in steps) {
      point(Math.min(points.length - 1, Math.max(0, (at ?? points.length) + steps[event.key])));
    } else if (event.key in zooms) {
      const { min, max } = plot.scales.x;
      const middle = at === null ? max : points[at].time;
      const [first, last] = [points[0].time, points.at(-1).time];
      const half = ((max - min) * zooms[event.key]) / 2;
      zoomed(Math.max(first, middle - half), Math.min(last, middle + half));
    } else if (event.key === "Escape") {
      zoom(null);
    } else {
      return;
    }
    event.preventDefault();
  }

  /** What the balances were where the reader points, else what they are. */
  function say() {
    const one = points[at] ?? points.at(-1);
    if (one) {
      read.replaceChildren(
        h("span", { class: "when" }, instant(one.iso)),
        h("span", {}, "Ledger ", money(one.ledger, currency)),
        h("span", {}, "Available ", money(one.available, currency)),
      );
    }
  }

  return { element, update };
}

/** Changes in order of time, and the balance of now, which transactions may have changed since the last of them. */
function pointsOf({ changes, balance }) {
  const points = changes
    .map((change) => ({ iso: change.valid_from, ledger: change.ledger_balance, available: change.available_balance }))
    .reverse();
  const last = points.at(-1);
  if (last && balance.as_of !== null) {
    const now = { ledger: balance.ledger_balance, available: balance.available_balance };
    const newest = [balance.as_of, balance.pending_as_of].filter((iso) => iso !== null).sort(byTime).at(-1);
    if (byTime(newest, last.iso) > 0) {
      points.push({ iso: newest, ...now });
    }
    points.push({ iso: new Date(Math.max(Date.now(), Date.parse(newest))).toISOString(), ...now });
  }
  return points.map((one) => ({ ...one, time: Date.parse(one.iso) / 1000 }));
}

function byTime(one, other) {
  return Date.parse(one) - Date.parse(other);
}

function options(Plot, place, moved, zoomed) {
  const font = `12px ${getComputedStyle(place).fontFamily}`;
  const axis = {
    font,
    stroke: () => colour("muted"),
    grid: { stroke: () => colour("line"), width: 1 },
    ticks: { show: false },
  };
  const stepped = Plot.paths.stepped({ align: 1 });
  const line = (name, more) => ({ stroke: () => colour(name), paths: stepped, points: { show: false }, ...more });
  return {
    width: place.clientWidth,
    height: place.clientHeight,
    legend: { show: false },
    cursor: { y: false, drag: { x: true, y: false, setScale: false }, points: { size: 8 } },
    scales: { x: { time: true } },
    axes: [{ ...axis, size: 30, space: 70, values: dates }, { ...axis, size: 56, values: (_, splits) => splits.map((value) => compact.format(value)) }],
    series: [{}, line("chart-ledger", { width: 2, dash: [5, 4] }), line("chart-available", { width: 2 })],
    hooks: {
      setCursor: [(plot) => moved(plot.cursor.idx ?? null)],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width > 4) {
            const [min, max] = [left, left + width].map((at) => plot.posToVal(at, "x"));
            plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            zoomed(min, max);
          }
        },
      ],
    },
  };
}

/** Marks of the axis of time, as the reader's locale has them; a day among hours is named. */
function dates(_, splits, __, ___, step) {
  return splits.map((seconds) => {
    const at = new Date(seconds * 1000);
    const midnight = at.getHours() === 0 && at.getMinutes() === 0;
    return (step >= 28 * DAY ? MONTHS : step >= DAY || midnight ? DAYS : TIMES).format(at);
  });
}
