// What holds for a day: worked out from what the server sent and what this phone wrote since.
// Pure: no page, no clock, nothing stored.
import { shift } from "./dates.js";

const MINUTES = 24 * 60;

// The versions that have begun by `day`; the first is the one that holds, as the practice sends them.
const begunBy = (kit, day) => kit.versions.filter((version) => version.starts_on <= day);

const keyFor = (day, kind, line = "") => [day, kind, line].join("|");
export const keyOf = ({ local_date, kind, body }) => keyFor(local_date, kind, body.line);

// Takes in what the practice said it held of some days when it took a batch, where that is newer than the kit.
export function takeHeld(kit, several = []) {
  for (const held of several) {
    if (held.at < kit.at) continue;
    kit.reports = [...kit.reports.filter(({ local_date }) => local_date < held.from || local_date > held.to), ...held.reports];
    kit.taken_back = { ...kit.taken_back, ...held.taken_back };
    kit.seq = Math.max(kit.seq ?? 0, held.seq);
  }
}

const sorted = (body) => JSON.stringify(Object.entries(body).sort());
export const same = (one, other) => sorted(one) === sorted(other);

// Who rates the leg alone says nothing of the back: a score left open is what an older report gave, unless it was taken back.
function fillScores(held, said) {
  const corrected = new Set(said.map(({ supersedes }) => supersedes));
  for (const [key, top] of held) {
    const others = said.filter((each) => each.seq <= top.seq && (each.key ?? keyOf(each)) === key).sort((one, other) => other.seq - one.seq);
    if (top.kind !== "pain" || others.some(({ op }) => op === "void")) continue;
    const body = { ...top.body };
    for (const each of others) if (!corrected.has(each.id)) for (const site of ["leg", "back"]) body[site] ??= each.body[site] ?? null;
    held.set(key, { ...top, body });
  }
  return held;
}

// The report that holds for each day, kind and exercise line, whoever wrote it last; or held `until` that number.
export function standing(kit, entries, until = Infinity) {
  const held = new Map();
  const known = ({ seq }) => seq <= until;
  const reports = (kit?.reports ?? []).filter(known);
  for (const report of reports) held.set(keyOf(report), report);
  for (const entry of entries.filter(known)) {
    if (entry.state !== "here" && entry.state !== "sent") continue;
    const key = entry.key ?? keyOf(entry);
    if (entry.state === "sent" && entry.seq <= kit?.taken_back?.[key]) continue;
    const before = held.get(key);
    if (before && before.id !== entry.supersedes && before.seq >= entry.seq) continue;
    if (entry.op === "void") held.delete(key);
    else held.set(key, entry);
  }
  return fillScores(held, [...reports, ...entries.filter(({ state }) => state === "here")]);
}

// What is written now is the newest, also where the clock of another device is ahead.
export const newestSeq = (kit, before) => Math.max(before?.seq ?? 0, kit?.seq ?? 0);

// The day on which the flare-up began that `day` belongs to, or null.
export function flareSince(held, day, hours) {
  for (let back = 0; back <= 2; back += 1) {
    const flare = held.get(keyFor(shift(day, -back), "flare"));
    if (flare) return flare.body.state === "start" && back * 24 < hours ? flare.local_date : null;
  }
  return null;
}

const isWithin = (spans, day) => spans.some(([first, last]) => first <= day && day <= last);
export const isAway = (kit, day) => isWithin(kit.away, day);

// A correction is of the version that what it corrects was told by.
export const byVersion = (before, version) => ({ programme_version: before?.programme_version ?? version ?? null });

const isDone = (report) => report && report.body.outcome !== "not";

// What was reported of exercises that only a version before the one of this day has, each with that version.
// What was done of them counts: the client went by what their programme said then (schedule.py has the same).
function ofEarlier([version, ...before], day, said) {
  const lines = version.items.map((item) => item.line);
  return before.flatMap((of) => of.items.flatMap((item) => {
    const report = said("exercise", item.line);
    if (!report || lines.includes(item.line)) return [];
    lines.push(item.line);
    return { ...item, of, counts: isDone(report) && (day === version.starts_on || before.some(({ id }) => id === report.programme_version)) };
  }));
}

// Everything that a page of `day` shows.
export function dayOf(kit, entries, day) {
  const held = standing(kit, entries);
  const begun = begunBy(kit, day);
  const version = begun[0] ?? null;
  const began = version && flareSince(held, day, version.flare_hours);
  const flare = Boolean(began);
  const away = isAway(kit, day);
  const weekday = (new Date(Date.parse(day)).getUTCDay() + 6) % 7;
  const said = (kind, line) => held.get(keyFor(day, kind, line));
  // What was done before the flare-up began, and is still, counts.
  const start = began === day && said("flare");
  const then = start && standing(kit, entries, start.seq);
  const counts = (line) => start && isDone(said("exercise", line)) && (isDone(then.get(keyFor(day, "exercise", line))) || start.before?.includes(line));
  // On a day on which a red-flag answer stopped the exercises what was reported was due, and no more.
  const stopped = isWithin(kit.on_hold ?? [], day);
  const all = version ? [...version.items, ...ofEarlier(begun, day, said)] : [];
  const due = away ? [] : all.filter((item) => (item.days >> weekday) & 1 && (!item.of || item.counts)
    && (item.in_flare || !flare || counts(item.line)) && (!stopped || said("exercise", item.line)));
  const items = all.filter((item) => due.includes(item) || said("exercise", item.line));
  return { day, version, flare, began, away, due, items, said };
}

// Of what is due: whether it is so by having been done before a flare-up or before another version, and no more of it.
export const isBefore = ({ flare }, item) => item.of || (flare && !item.in_flare);

// What a report says of an exercise that is due so many times a day by now (schemas.py has the same).
export const outcomeOf = ({ outcome, times }, { times_a_day }) => (
  !times || outcome === "not" ? outcome : times < times_a_day ? "partly" : "done"
);

// Whether what is due is reported in full; "1 of 2 times" may still go on.
export const reportedInFull = (shown, item) => {
  const report = shown.said("exercise", item.line);
  return report && (isBefore(shown, item) || item.times_a_day < 2 || outcomeOf(report.body, item) !== "partly");
};

const ALL_LOGGED = "Everything that was due is logged. Thank you.";
const BOTH_SCORES = "Pain reported: leg 10, back 10.";
// Each sentence with the longest that can take its place (words.py has the same).
export function standingWords(shown, kit) {
  const { due, said } = shown;
  const words = [];
  const logged = due.filter((item) => reportedInFull(shown, item)).length;
  const begun = due.filter((item) => said("exercise", item.line)).length - logged;
  const several = `${due.length} exercise${due.length === 1 ? "" : "s"}`;
  if (due.length && !kit.stopped) {
    const some = begun ? `, ${begun} begun` : "";
    const count = logged === due.length ? ALL_LOGGED
      : logged ? `${logged} of ${several} logged${some}.` : `${several} due${some || ", none logged yet"}.`;
    words.push([count, ALL_LOGGED]);
  }
  const pain = said("pain")?.body ?? {};
  const scores = ["leg", "back"].filter((site) => pain[site] != null).map((site) => `${site} ${pain[site]}`);
  const [intake, leg, back] = kit.intake ?? [];
  const none = shown.day === intake ? `At your intake: leg ${leg}, back ${back}.` : "No pain score yet.";
  words.push([scores.length ? `Pain reported: ${scores.join(", ")}.` : none, BOTH_SCORES]);
  return words;
}

// The newest scores up to `day`, to ask about before "all better".
export function lastScores(kit, entries, day) {
  const scores = [...standing(kit, entries).values()].filter((report) => report.kind === "pain" && report.local_date <= day);
  return scores.sort((a, b) => (a.local_date < b.local_date ? -1 : 1)).at(-1) ?? null;
}

// One report a day says both, what was timed (several times are added up) and whether it was kept.
// An empty answer and no minutes at all take back what was said.
export function withSitting(before, { kept = before?.kept, minutes }) {
  const sum = minutes === 0 ? 0 : Math.min(MINUTES, Math.max(0, (before?.minutes ?? 0) + (minutes ?? 0)));
  return kept || sum ? { ...(kept ? { kept } : {}), ...(sum ? { minutes: sum } : {}) } : null;
}

// What a form of Today says, as the body of a report; null takes back what stands.
export function bodyOf(kind, data) {
  const number = (name) => (data.get(name) ? Number(data.get(name)) : null);
  const outcome = data.get("outcome") ?? "";
  // "2 times so far", or "all", with how many that were on the page: a programme may change.
  const [, all, times] = /^(?:times|(done))-(\d+)$/.exec(outcome) ?? [];
  const said = times ? all ?? "partly" : outcome;
  const note = (data.get("text") ?? "").replaceAll("\r\n", "\n").trim();
  return {
    exercise: () => (outcome ? {
      line: data.get("line"), outcome: said, ...(times ? { times: Number(times) } : {}),
      ...(data.get("reason") && said !== "done" ? { reason: data.get("reason") } : {}),
    } : null),
    pain: () => (data.get("undo") ? null : { leg: number("leg"), back: number("back") }),
    sitting: () => ({ ...(data.has("kept") ? { kept: data.get("kept") } : {}), ...(data.get("minutes") ? { minutes: number("minutes") } : {}) }),
    bath: () => (data.get("kept") ? { kept: data.get("kept") } : null),
    note: () => (note ? { text: note } : null),
    better: () => (data.get("undo") ? null : {}),
    flare: () => (data.get("undo") ? null : { state: data.get("state") }),
  }[kind]();
}
