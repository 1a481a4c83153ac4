// One spell of sitting, from its start to "I stood up". Pure: no page, no clock, nothing stored.
const MINUTE = 60_000;
const FORGOTTEN = 4 * 60 * MINUTE; // nobody sits for so long without a break and remembers the timer

// Where a spell of sitting stands `now`: whole minutes so far, milliseconds left until the limit, and whether the
// limit is over or the timer must have been forgotten. A clock that was set back counts as just begun.
export function spell({ start, limit }, now) {
  const over = Math.max(0, now - start);
  return {
    minutes: Math.round(over / MINUTE),
    left: Math.max(0, limit * MINUTE - over),
    up: over >= limit * MINUTE,
    forgotten: over > FORGOTTEN,
  };
}

export const inWords = (minutes) => {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  const several = (number, one) => `${number} ${one}${number === 1 ? "" : "s"}`;
  return [hours && several(hours, "hour"), (rest || !hours) && several(rest, "minute")].filter(Boolean).join(" and ");
};

// What may be said of a forgotten timer: an estimate, or nothing.
export const guesses = (limit) => [...new Set([limit, 60, 120, 240])].sort((a, b) => a - b);
