// The page that this frame is in, if it is in one. The server tells browsers that no other origin than the one named in
// the address may frame this page; so what is sent there reaches who opened the widget, and nobody else.

const PATIENCE = 10000;

const parameters = new URLSearchParams(location.search);

/** Which app, and by which link, if by one. */
export const app = parameters.get("app");
export const link = parameters.get("link");
export const origin = parameters.get("origin");
export const isEmbedded = window.parent !== window && origin !== null;

/** Says something to the page. */
export function tell(message) {
  if (isEmbedded) {
    window.parent.postMessage(message, origin);
  }
}

/** The options that the page opened the widget with. */
export function options() {
  if (!isEmbedded) {
    return Promise.resolve({});
  }
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error("no options came")), PATIENCE);
    window.addEventListener("message", function heard(event) {
      if (event.source !== window.parent || event.origin !== origin || !isObject(event.data)) {
        return;
      }
      clearTimeout(late);
      window.removeEventListener("message", heard);
      resolve(event.data);
    });
    // Spelt as it always was.
    tell({ ifameLoaded: true });
  });
}

function isObject(data) {
  return data !== null && typeof data === "object" && !Array.isArray(data);
}

export function happened(event, more = {}) {
  tell({ event, ...more });
}

/** Asks to be closed: the page hears of it before, and may keep the widget open. */
export function leave() {
  tell({ beforeClose: true });
  tell({ close: true });
}
