// The connection widget. A page takes it in with a script element, and then calls one of
//
//   Balance.connect({ app_id, key, token, onSuccess, … })
//   Okra.buildWithOptions({ app_id, key, token, onSuccess, … })     the same, under the name that pages know
//   Okra.buildWithShortUrl({ short_url, onSuccess, … })             with the address of an app link
//
// It opens a frame of this script's own origin over the page. The two talk by messages, as the widget's pages always
// have: the frame says `ifameLoaded`, the page sends the options without their functions, and the frame says `success`,
// `error`, `event`, `beforeClose` and `close`. Each takes what it hears from the other's window and origin alone, and
// sends to that origin alone.
(() => {
  "use strict";

  const home = new URL(document.currentScript.src).origin;
  const PATIENCE = 20000;
  const LABEL = "Connect a bank account";

  let current = null;

  /** What can go over: the functions stay here. */
  function withoutFunctions(options) {
    return JSON.parse(JSON.stringify(options));
  }

  function webAddress(text) {
    try {
      const address = new URL(text, location.href);
      return ["http:", "https:"].includes(address.protocol) ? address.href : null;
    } catch {
      return null;
    }
  }

  function frameAt(address) {
    const frame = document.createElement("iframe");
    frame.title = LABEL;
    frame.src = address;
    frame.referrerPolicy = "no-referrer";
    Object.assign(frame.style, {
      display: "block",
      width: "100%",
      height: "100%",
      border: "0",
      colorScheme: "normal",
    });
    return frame;
  }

  function dialogAround(frame) {
    const dialog = document.createElement("dialog");
    dialog.setAttribute("aria-label", LABEL);
    // By script, since a page's policy may forbid style attributes and elements.
    Object.assign(dialog.style, {
      width: "min(27rem, 100vw)",
      height: "min(46rem, 100dvh)",
      maxWidth: "100vw",
      maxHeight: "100dvh",
      margin: "auto",
      padding: "0",
      border: "0",
      borderRadius: innerWidth > 480 ? "16px" : "0",
      overflow: "hidden",
      boxShadow: "0 0 0 200vmax rgb(10 16 24 / 60%)",
    });
    dialog.append(frame);
    return dialog;
  }

  class Widget {
    constructor(address, options) {
      this.options = options;
      this.next = null;
      this.isKept = false;
      this.frame = frameAt(address);
      this.dialog = dialogAround(this.frame);
      this.hear = (event) => this.heard(event);
    }

    open() {
      window.addEventListener("message", this.hear);
      this.dialog.addEventListener("cancel", (event) => {
        event.preventDefault();
        this.leave();
      });
      // However it came to be closed: a browser does not let a dialog be kept open for ever.
      this.dialog.addEventListener("close", () => this.finish());
      document.body.append(this.dialog);
      this.dialog.showModal();
      this.frame.focus();
      this.late = setTimeout(
        () => this.call("onError", { error: true, code: "unreachable", message: "The widget did not load." }),
        PATIENCE,
      );
      return { close: () => this.finish() };
    }

    heard(event) {
      if (event.source !== this.frame.contentWindow || event.origin !== home) {
        return;
      }
      const data = event.data;
      if (data === null || typeof data !== "object") {
        return;
      }
      if (data.close) {
        this.closeUnlessKept();
      } else if (data.success) {
        this.next = this.options.redirect_url || data.redirect_url;
        this.call("onSuccess", data);
      } else if (data.error) {
        this.call("onError", data);
      } else if (data.beforeClose) {
        this.isKept = this.call("beforeClose", data) === false;
      } else if (data.event) {
        this.call("onEvent", data);
      } else if (data.ifameLoaded) {
        clearTimeout(this.late);
        this.frame.contentWindow.postMessage(withoutFunctions(this.options), home);
      }
    }

    call(name, ...values) {
      return typeof this.options[name] === "function" ? this.options[name](...values) : undefined;
    }

    /** Escape, with the focus outside of the frame. */
    leave() {
      this.isKept = this.call("beforeClose", { beforeClose: true }) === false;
      this.closeUnlessKept();
    }

    closeUnlessKept() {
      if (!this.isKept) {
        this.finish();
      }
      this.isKept = false;
    }

    finish() {
      if (current !== this) {
        return;
      }
      current = null;
      clearTimeout(this.late);
      window.removeEventListener("message", this.hear);
      this.dialog.close();
      this.dialog.remove();
      this.call("onClose");
      const next = this.next ? webAddress(this.next) : null;
      if (next !== null) {
        location.assign(next);
      }
    }
  }

  function open(address, options) {
    if (location.origin === "null") {
      throw new Error("The widget needs a page that was loaded over http or https.");
    }
    current?.finish();
    address.searchParams.set("origin", location.origin);
    current = new Widget(address.href, options);
    return current.open();
  }

  function buildWithOptions(options) {
    if (!options || !options.app_id) {
      throw new TypeError("Give the widget the app_id of your app, with its public key or token.");
    }
    const address = new URL("/connect", home);
    address.searchParams.set("app", options.app_id);
    return open(address, options);
  }

  function buildWithShortUrl(options) {
    const address = options && options.short_url ? new URL(options.short_url, home) : null;
    if (address === null || address.origin !== home || address.pathname !== "/connect") {
      throw new TypeError("Give the widget the short_url of an app link of " + home + ".");
    }
    return open(address, options);
  }

  const before = window.Okra;
  window.Okra = {
    buildWithOptions,
    buildWithShortUrl,
    noConflict() {
      const own = window.Okra;
      window.Okra = before;
      return own;
    },
  };
  window.Balance = {
    connect: (options) => (options && options.short_url ? buildWithShortUrl(options) : buildWithOptions(options)),
  };
})();
