// Which text can be read on a colour, as WCAG 2 computes it.

/** Relative luminance of a colour such as #1a2b3c. */
function luminance(color) {
  const [red, green, blue] = [1, 3, 5]
    .map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function isColor(text) {
  return /^#[0-9a-f]{6}$/i.test(text);
}

/** How far two colours are apart, from 1 to 21. */
export function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** Black or white, whichever is further from the ground: one of them has a contrast of 4.5 with any colour. */
export function textOn(ground) {
  return contrast(ground, "#000000") >= contrast(ground, "#ffffff") ? "#000000" : "#ffffff";
}
