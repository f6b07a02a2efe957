// ISO 8601 durations as a number and a unit, and in words.

export const UNITS = [
  ["D", "days", 86400],
  ["H", "hours", 3600],
  ["M", "minutes", 60],
  ["S", "seconds", 1],
];

/** A duration such as PT24H as a number of the largest unit that it is whole in. */
export function parts(iso) {
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(iso) ?? [];
  const all = Number(days) * 86400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  // A single day is told in hours, as the API has it.
  const [unit, , size] = UNITS.find(([, , each]) => all % each === 0 && (each < 86400 || all > 86400)) ?? UNITS.at(-1);
  return [String(all / size), unit];
}

/** What is no number goes to the API as well, which says so. */
export function duration(number, unit) {
  return number === "" ? null : unit === "D" ? `P${number}D` : `PT${number}${unit}`;
}

/** Such as "24 hours". */
export function words(iso) {
  const [number, unit] = parts(iso);
  const [, name] = UNITS.find(([each]) => each === unit);
  return `${number} ${number === "1" ? name.slice(0, -1) : name}`;
}
