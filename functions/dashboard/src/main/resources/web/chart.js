// uPlot, fetched once by the pages that draw, in the colours of the page's scheme.

let library;

/** The library; it is not part of the first view of other pages. */
export function uPlot() {
  library ??= Promise.all([
    added("link", { rel: "stylesheet", href: "/dashboard/static/uPlot.min.css" }),
    added("script", { src: "/dashboard/static/uPlot.iife.min.js" }),
  ]).then(() => window.uPlot);
  return library;
}

function added(tag, properties) {
  return new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.addEventListener("load", resolve);
    element.addEventListener("error", () => reject(new Error("The chart could not be loaded.")));
    document.head.append(element);
  });
}

/** A colour of the page's, by its name in dashboard.css, as it is now. */
export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Keeps a plot as large as its place, and in the colours of the scheme. */
export function fitted(plot, place) {
  new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = place;
    if (width > 0 && height > 0 && (width !== plot.width || height !== plot.height)) {
      plot.setSize({ width, height });
    }
  }).observe(place);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => plot.redraw(false, true));
}
