// Entries leave this phone here, in batches, and stay until the server has said that it has them.
import * as store from "./store.js";

const MOST = 50;
const FIRST_WAIT = 5_000;
const LONGEST_WAIT = 15 * 60_000;
const EVERY = 60_000;
const PATIENCE = 30_000;
const KEPT = ["stored", "duplicate"];
const channel = "BroadcastChannel" in window ? new BroadcastChannel("homecare") : null;

// What is known about sending: "", "signed-out", "somebody-else", "no-connection", "not-taken" (a
// busy server, say) or "refused".
export const state = { owner: null, trouble: "", failures: 0, notBefore: 0 };
let changed = () => {};
let ended = async () => {};

// A UUID of version 7: 48 bits of time, then chance.
export function newId(now = Date.now()) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let i = 0; i < 6; i += 1) bytes[i] = Math.floor(now / 2 ** (8 * (5 - i))) % 256;
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

// Keeps a report on this phone and answers with it as soon as it can't be lost any more.
export async function add(report, after, spent) {
  const entry = await store.keep({ ...report, id: newId(), state: "here", owner: state.owner }, after, spent);
  tellEverybody();
  flush(true);
  return entry;
}

// Tells the other tabs: "left" and "deleted" let whatever shows these days there show them no longer (left.js),
// and where somebody else's days may have come, "whose" has each ask whether its own are still theirs.
export const tell = (what) => channel?.postMessage(what);

export function tellEverybody() {
  tell("changed");
  changed();
}

// What the practice refused with a sign-in that it ended is tried again: it may be given back.
export const unsent = async (owner = state.owner) => (await store.entriesOf(owner)).filter((entry) => entry.state === "here" || entry.ended);

// One sender at a time on this phone, whatever the number of tabs.
export async function flush(atOnce = false) {
  if (!state.owner || (!atOnce && Date.now() < state.notBefore)) return;
  const all = () => sendAll().catch((error) => troubled(error.trouble ?? "no-connection", error.after));
  await (navigator.locks ? navigator.locks.request("homecare-outbox", all) : all());
  changed();
}

// `after`: the milliseconds that a busy server asked for. Never sooner, and not all phones at once.
function troubled(trouble, after = 0) {
  state.trouble = trouble;
  state.failures += 1;
  const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (state.failures - 1));
  state.notBefore = Date.now() + after + (after ? FIRST_WAIT * Math.random() : wait * (0.5 + Math.random() / 2));
  setTimeout(flush, state.notBefore - Date.now());
}

async function sendAll() {
  if (await sendOf(state.owner)) Object.assign(state, { failures: 0, notBefore: 0 });
  state.trouble = "";
  // Whoever has more than one record on this sign-in: what waits for another of them goes there,
  // and only there. What is somebody else's stays.
  for (const other of await store.ownersWaiting()) if (other !== state.owner) await sendOf(other).catch(() => {});
}

async function sendOf(owner) {
  const waiting = await unsent(owner);
  if (!waiting.length) return false;
  try {
    const token = await freshToken(owner);
    for (let from = 0; from < waiting.length; from += MOST) await send(waiting.slice(from, from + MOST), token);
    return true;
  } catch (error) {
    await refusedFor(owner, error);
    if (error.trouble !== "ended") throw error;
    return false;
  }
}

// The practice has ended the sign-in to this record: what waits is put aside, and its page goes.
// Where it has deleted the record, nothing of it stays here, not even what waits. Where somebody else
// is signed in the page goes as well; what waits does so for its person, but for what was tapped since.
async function refusedFor(owner, { trouble, reason, erased, since }) {
  if (!/ended|else/.test(trouble)) return;
  if (erased) await store.forgetRecord(owner);
  else if (trouble === "ended") await putAside(await unsent(owner), { reason, ended: true, told: state.owner });
  // An id begins with the moment at which it was made, by this phone's own clock.
  else await putAside((await unsent(owner)).filter(({ id }) => parseInt(id.slice(0, 8) + id.slice(9, 13), 16) > since), { reason: "Somebody else was signed in on this phone." });
  if (owner === state.owner) await ended(trouble, erased);
}

// Asks whether the record is still theirs who hold this phone, also where nothing waits to be sent.
// Without an answer it is not, where this phone has somebody else's days by now.
export async function askWhose() {
  const owner = state.owner;
  await freshToken(owner).catch(async (error) => {
    if (!error.trouble && ![owner, undefined].includes(await store.setting("owner"))) error.trouble = "somebody-else";
    await refusedFor(owner, error);
  });
}

// Nothing that was written here is lost: it stays, to be copied, with the practice's own words.
async function putAside(entries, changes) {
  const fresh = entries.filter((entry) => !entry.ended);
  for (const { id } of fresh) await store.amend(id, { state: "attention", ...changes });
  if (fresh.length) tellEverybody();
}

const trouble = (name) => Object.assign(new Error(name), { trouble: name });

async function refuse(answer) {
  const after = Number(answer.headers.get("Retry-After"));
  if ([429, 503].includes(answer.status) && after > 0) throw Object.assign(trouble("not-taken"), { after: Math.min(LONGEST_WAIT, after * 1000) });
  if (answer.status === 401 || answer.redirected) throw trouble("signed-out");
  if (answer.status === 403 || answer.status === 409) throw trouble("somebody-else");
  if (answer.status === 410) {
    const { error, erased } = await answer.json();
    throw Object.assign(trouble("ended"), { reason: error, erased });
  }
}

// Fetched at the time of sending: a stored token would be somebody's old one.
async function freshToken(wanted) {
  const answer = await fetch(`/api/v1/sync/token?owner=${encodeURIComponent(wanted)}`, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
  await refuse(answer);
  if (!answer.ok) throw trouble("not-taken");
  const { csrf_token, owner, signed_in_for } = await answer.json();
  if (owner !== wanted) throw Object.assign(trouble("somebody-else"), { since: Date.now() - signed_in_for * 1000 });
  return csrf_token;
}

const wire = ({ id, seq, op, supersedes, kind, programme_version, local_date, zone, done_at, body }) => (
  { id, seq, op, supersedes, kind, programme_version, local_date, zone, done_at, body }
);

async function send(entries, token) {
  const answer = await fetch("/api/v1/sync/entries", {
    method: "POST",
    cache: "no-store",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify({
      owner: entries[0].owner, device: await store.device(), sent_at: new Date().toISOString(), entries: entries.map(wire),
    }),
    signal: AbortSignal.timeout(PATIENCE),
  });
  await refuse(answer);
  if (answer.ok) return takeReceipts(entries, await answer.json());
  // One entry that nobody can take must not hold back the others.
  if ([413, 415, 422, 500].includes(answer.status)) return sendApart(entries, token, answer.status);
  throw trouble("not-taken");
}

async function sendApart(entries, token, status) {
  if (entries.length === 1) {
    if (status === 500) { state.trouble = "refused"; return; }
    await store.amend(entries[0].id, { state: "attention", ended: false, reason: "The practice’s computer could not read it." });
    tellEverybody();
    return;
  }
  const half = Math.ceil(entries.length / 2);
  await send(entries.slice(0, half), token);
  await send(entries.slice(half), token);
}

async function takeReceipts(entries, { results, received_at, held, closed }) {
  if (held) await store.keepHeld(entries[0].owner, held);
  const sent = new Map(entries.map((entry) => [entry.id, entry]));
  for (const { id, status, reason } of results) {
    if (!sent.has(id)) continue;
    const became = held?.replaced.includes(id) ? "replaced" : KEPT.includes(status) ? "sent" : status === "flagged" ? "flagged" : "attention";
    await store.amend(id, { state: became, reason, received_at, ended: false });
  }
  // Nobody looks at the diary any more: the page that says so takes the place of the day.
  if (closed && location.pathname.startsWith("/today")) location.replace("/today");
  tellEverybody();
}

// Sends whenever there is hope: now, with a new connection, on coming back, every minute.
export function start(owner, onChange, onEnd = ended) {
  state.owner = owner;
  changed = onChange;
  ended = onEnd;
  channel?.addEventListener("message", ({ data }) => {
    if (data === "changed") changed();
    if (data === "whose") askWhose();
  });
  addEventListener("online", () => flush(true));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(true); });
  setInterval(flush, EVERY);
  flush(true);
}
