// JSON laid out to be read.

/** The tree of a text that is JSON, else null. */
export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The text laid out, or as it is where it is no JSON. */
export function pretty(text) {
  const tree = parsed(text);
  return tree === null ? text : JSON.stringify(tree, null, 2);
}
