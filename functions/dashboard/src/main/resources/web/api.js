// Talks to the API as every client does, with the session's cookie in the place of a key.

/** What the API refused, in its own words, or that it could not be reached. */
export class ApiFailure extends Error {
  constructor(status, code, title, detail, retryAfter) {
    super(detail);
    this.status = status;
    this.code = code;
    this.title = title;
    this.detail = detail;
    this.retryAfter = retryAfter;
  }

  /** Whether the same may well work in a moment. */
  get isPassing() {
    return [0, 429, 503].includes(this.status);
  }
}

/** What is known where no answer came: what reads is tried again, but what changes something may have been done. */
const UNREACHED = {
  read: "Check the connection; it is tried again.",
  change: "It is not known whether this was done. Check the connection, look whether it was, and send it again if not.",
};

/** The header without which a session changes nothing: no other site can send it. */
const OURS = { "x-requested-by": "dashboard" };

/**
 * Reads. With the tag of an answer that the caller has, `body` is null where nothing changed since.
 *
 * @returns {Promise<{body: object|null, etag: string|null}>}
 */
export async function get(path, etag) {
  const response = await send(path, { headers: etag ? { "if-none-match": etag } : {} });
  return { body: response.status === 304 ? null : await reached(response.json()), etag: response.headers.get("etag") };
}

/**
 * Reads a part of a file.
 *
 * @returns {Promise<{part: Blob, next: string|null}>} with the cursor of the next part
 */
export async function read(path) {
  const response = await send(path, {});
  return { part: await reached(response.blob()), next: response.headers.get("x-next-cursor") };
}

/** Changes something: POST, PUT, PATCH or DELETE. The answer's body, or null where it has none. */
export async function change(method, path, body) {
  const response = await send(path, {
    method,
    headers: body === undefined ? OURS : { ...OURS, "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return response.status === 204 ? null : reached(response.json(), UNREACHED.change);
}

/** Who is signed in; its `scope` is "none" where nobody is. */
export async function session() {
  return (await get("/dashboard/session")).body;
}

export function signIn(key) {
  return change("POST", "/dashboard/session", { key });
}

export function signOut() {
  return change("DELETE", "/dashboard/session");
}

/** Where to sign in, and come back from to here. */
export function toSignIn() {
  location.replace(`/dashboard/sign-in?ended=1&next=${encodeURIComponent(location.pathname + location.search)}`);
}

/** The answer, or its body, which a connection may break off as well. */
async function reached(answer, detail = UNREACHED.read) {
  try {
    return await answer;
  } catch {
    throw new ApiFailure(0, "unreachable", "The service cannot be reached", detail);
  }
}

async function send(path, options) {
  // Balances are not to be kept; a tag is held in memory and sent by hand.
  const answer = fetch(path, { ...options, cache: "no-store", credentials: "same-origin" });
  const isChange = options.method !== undefined;
  const response = await reached(answer, isChange ? UNREACHED.change : UNREACHED.read);
  if (response.ok || response.status === 304) {
    return response;
  }
  const problem = await response.json().catch(() => ({}));
  throw new ApiFailure(
    response.status,
    problem.code ?? "",
    problem.title ?? "The service cannot answer right now",
    problem.detail ?? (isChange && response.status >= 500 ? UNREACHED.change : "Try again in a moment."),
    Number(response.headers.get("retry-after")) || 0,
  );
}
