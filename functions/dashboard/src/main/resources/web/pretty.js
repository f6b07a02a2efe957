// JSON laid out to be read.

/** Texts, the rest of what stands for a value, what is empty, and what holds the others together. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[^\s",:[\]{}]+|[[{]\s*[\]}]|[,:[\]{}]/g;

/** The tree of a text that is JSON, else null. */
export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The text laid out, or as it is where it is no JSON. Numbers stay as they are written: the tree has them as doubles, which round. */
export function pretty(text) {
  if (parsed(text) === null) {
    return text;
  }
  let depth = 0;
  const line = () => `\n${"  ".repeat(depth)}`;
  const laidOut = (token) => {
    switch (token) {
      case "{":
      case "[":
        depth++;
        return token + line();
      case "}":
      case "]":
        depth--;
        return line() + token;
      case ",":
        return token + line();
      case ":":
        return ": ";
      default:
        return /^[[{]/.test(token) ? token.replace(/\s/g, "") : token;
    }
  };
  return text.match(TOKENS).map(laidOut).join("");
}
