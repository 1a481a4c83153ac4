// Dates and times, put together from their parts: how a locale writes them differs between
// browsers. Pure: no page, nothing stored.
const DAY = 86_400_000;
const MINUTE = 60_000;

const partsOf = (options, at) => Object.fromEntries(
  new Intl.DateTimeFormat("en-GB", { calendar: "gregory", numberingSystem: "latn", ...options })
    .formatToParts(at).map(({ type, value }) => [type, value]),
);
const two = (number) => String(number).padStart(2, "0");

export const shift = (day, days) => new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);
export const apart = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / DAY);

const formed = (day, weekday, month) => {
  const parts = partsOf({ timeZone: "UTC", weekday, day: "numeric", month }, Date.parse(day));
  return [parts.weekday, parts.day, parts.month].join(" ");
};
export const fullDate = (day) => formed(day, "long", "long");
export const dayName = (day, today) => ({ 0: "Today", 1: "Yesterday" })[apart(day, today)] ?? fullDate(day);
export const shortName = (day, today) => ({ 0: "Today", 1: "Yesterday" })[apart(day, today)] ?? formed(day, "short", "short");

// The date that this browser's own zone data give; of the phone's own zone where it knows no such name.
export function phonesDay(zone, at) {
  const options = { year: "numeric", month: "2-digit", day: "2-digit" };
  let parts;
  try { parts = partsOf({ ...options, timeZone: zone || undefined }, at); } catch { parts = partsOf(options, at); }
  return [parts.year, two(parts.month), two(parts.day)].join("-");
}

// The client's date by the practice's rules for their zone (moments and minutes east of UTC): a
// phone's own may be years older.
export function localDay({ zone, offsets = [] }, at) {
  const held = offsets.findLast(([since]) => Date.parse(since) <= at) ?? offsets[0];
  return held ? new Date(Number(at) + held[1] * MINUTE).toISOString().slice(0, 10) : phonesDay(zone, at);
}

// Where the page of a day says it belongs.
export const placeOf = ({ zone, offsets }) => ({ zone, offsets: offsets ? JSON.parse(offsets) : [] });

export function clockTime(at) {
  const { hour, minute } = partsOf({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, at);
  return `${two(Number(hour) % 24)}:${two(minute)}`;
}
export const weekdayAt = (at) => partsOf({ weekday: "long" }, at).weekday;
