// Today on this phone: a tap is kept here first, shown, and sent when there is a connection.
// Where the browser keeps nothing, today.js sends the forms as ever.
import * as drafts from "./drafts.js";
import * as later from "./later.js";
import * as store from "./store.js";
import * as outbox from "./outbox.js";
import { clockTime, dayName, fullDate, localDay, phonesDay, placeOf, shift, shortName } from "./dates.js";
import { bodyOf, byVersion, dayOf, keyOf, lastScores, newestSeq, same, standing, takeHeld, withSitting } from "./days.js";
import { drawDay, drawFlareUp, sameAlarm, takeIn } from "./drawing.js";
import { element, sayNotYet, showOutbox, speak, tapped } from "./outbox-box.js";
import { completed, seenSoFar } from "./pictures.js";
import { settled, still, warn } from "./still.js";

const REPORT = /^\/today\/(\d{4}-\d\d-\d\d)\/(exercise|pain|sitting|bath|note|better|flare)$/;
const ON_TODAY = /^\/today(\/\d{4}-\d\d-\d\d)?$/;
const LOW = 2;
const BACK = 14; // days, as in the kit
const MOMENT = 3000;
const STALE = 10 * 60_000;
const ASKED_EVERY = 5 * 60_000; // whether the record is still theirs
const main = document.getElementById("main");
const here = document.querySelector("meta[name=homecare-day]")?.dataset ?? {};
const shell = "shell" in here;
let kit = null;
let fetched = 0;
let owner = here.owner || null;
let gone = false; // nothing of these days is drawn any more

// The practice's time: a phone's own clock may be set to another day.
const corrected = (moment) => moment + (Math.abs(kit?.ahead ?? 0) > STALE ? kit.ahead : 0);
const now = () => corrected(Date.now());
const place = () => kit ?? placeOf(here);
const today = () => localDay(place(), now());
// A page stays the day that it was opened on: past midnight it is yesterday's, and says so. Which
// day that was is asked again when the practice has told its time: what was kept may be of yesterday.
const openedAt = Date.now();
const opened = () => here.day || localDay(place(), corrected(openedAt));
const named = location.pathname.match(ON_TODAY)?.[1]?.slice(1);
// Further back the practice alone knows the days: it draws them, and takes what is tapped there.
const near = (day) => day >= (kit?.first ?? shift(today(), -BACK));
const asked = () => (named && (near(named) || !shell) ? named : opened());

// Where a report is: on this phone, or sent and when.
function where(inside, report) {
  const at = inside.querySelector(".reported:not(.unsaid) > span");
  if (!at) return;
  const sent = report.received_at ? new Date(report.received_at) : null;
  const when = sent && (localDay(kit, sent) === today() ? clockTime(sent) : shortName(localDay(kit, sent), today()).replace("Y", "y"));
  const words = sent ? `Sent ${when}` : "Saved on this phone";
  if (at.textContent === "Saved") at.textContent = words;
  else at.append(element("span", { className: "visually-hidden" }, " · "), element("span", { className: "where" }, words));
}

// A phone whose date is another one says so; what is tapped stays under the day that is named.
function sayOtherDate() {
  const [phones, practices] = [phonesDay(place().zone, Date.now()), today()];
  const before = document.getElementById("other-date");
  if (phones === practices || !kit) { if (before) still(main, () => before.remove(), "part-state"); return; }
  const words = `By this phone it is ${fullDate(phones)}; by your practice’s clock it is ${fullDate(practices)}. What you report here is kept under the day named above.`;
  if (before?.textContent !== words) {
    still(main, () => {
      before?.remove();
      document.getElementById("part-day")?.after(element("p", { id: "other-date", className: "flash" }, words));
    }, "part-state");
  }
}

// Opened without a connection: the page that begins a flare-up, or the day.
const beginsFlare = () => shell && location.pathname === "/today/flare-up";

function drawn(entries) {
  const shown = dayOf(kit, entries, asked());
  return (beginsFlare() && drawFlareUp(kit, shown)) || drawDay(kit, shown, today(), where);
}

// What this phone wrote, once the practice's last word is taken in.
async function entriesNow() {
  if (kit && !kit.closed) takeHeld(kit, await store.setting(`held ${owner}`));
  return store.entriesOf(owner);
}

async function redraw() {
  if (gone) return;
  const entries = await entriesNow();
  if (gone) return;
  speak(entries);
  if (kit && !kit.closed && near(asked()) && (shell || entries.length || main.dataset.drawn)) {
    const fresh = drawn(entries);
    // Of red flags the practice's own page knows more than this phone remembers.
    if (fresh && (shell || fetched || main.dataset.drawn || sameAlarm(main, fresh))) {
      takeIn(main, fresh);
      main.dataset.drawn = "1";
      if (shell) frame();
    }
  }
  sayOtherDate();
  drafts.restore().catch(() => {});
  showOutbox(owner, late(entries.filter((entry) => entry.state === "here")), await store.doubtfulOf(owner), redraw);
  if (document.getElementById("sitting-timer") && (later.isAsked("sitting") || await store.setting(spell()))) (await sitting()).show();
}

// The shell is nobody's: who and where it is for comes from what this phone keeps.
function frame() {
  const name = kit.practice ?? "homecare";
  document.title = `${dayName(asked(), today())} – ${name}`;
  document.querySelector(".brand").lastChild.textContent = name;
  if ((ON_TODAY.test(location.pathname) && (named ?? asked()) === asked()) || (beginsFlare() && !kit.stopped) || document.getElementById("instead")) return;
  main.prepend(element("p", { id: "instead", className: "flash flash-loud" }, "That page needs a connection. Here is Today meanwhile."));
}

// What is sent within a moment needs no words of its own.
function late(waiting) {
  if (outbox.state.trouble || waiting.some((entry) => now() - Date.parse(entry.done_at) > MOMENT)) return waiting;
  if (waiting.length) setTimeout(redraw, MOMENT + 100);
  return [];
}

async function storeReport(day, kind, data) {
  let body = bodyOf(kind, data);
  if (kind === "pain" && body && body.leg === null && body.back === null) return null;
  const key = keyOf({ local_date: day, kind, body: body ?? { line: data.get("line") ?? "" } });
  const entries = await entriesNow();
  const before = standing(kit, entries).get(key);
  if (kind === "sitting") body = withSitting(before?.body, body);
  if (before ? body !== null && same(before.body, body) : body === null) return before ?? null;
  if (kind === "better" && body !== null && !await sure(entries, day)) return null;
  const version = kit && !kit.closed ? dayOf(kit, entries, day).version?.id : here.version;
  const add = (what, was, says, spent) => outbox.add({
    op: was ? (says === null ? "void" : "amend") : "log",
    supersedes: was?.id ?? null,
    ...what, body: says ?? {},
    ...byVersion(was, version),
    local_date: day,
    zone: kit?.zone ?? here.zone,
    done_at: new Date(now()).toISOString(),
  }, newestSeq(kit, was), spent);
  // A flare-up that begins takes back that all is better (operations.py has the same).
  const better = key.replace(kind, "better");
  const all = body?.state === "start" && standing(kit, entries).get(better);
  if (all) await add({ kind: "better", key: better }, all, null);
  return add({ kind, key }, before, body, data.get("spent"));
}

async function sure(entries, day) {
  const last = lastScores(kit, entries, day);
  const [, leg, back] = kit?.intake ?? [];
  const scores = last?.body ?? { leg, back };
  const worst = Math.max(scores.leg ?? 0, scores.back ?? 0);
  return worst <= LOW || confirm(`Sure? ${last ? dayName(last.local_date, day) : "At your first visit it"} was ${worst}.`);
}

// One report after the other, so that two quick taps on the scores do not overtake each other.
let queue = Promise.resolve();

function take(event) {
  const form = event.target;
  const [, of, kind] = new URL(form.action, location).pathname.match(REPORT) ?? [];
  if (!kind || !owner || form.dataset.plain || !near(of)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const data = new FormData(form, event.submitter);
  // A flare-up begins, or is over, now: also on a page that was opened before midnight.
  const day = data.get("state") ? today() : of;
  if (kind === "pain" && data.get("undo")) form.querySelectorAll("input[type=radio]").forEach((each) => { each.checked = false; });
  saving(form);
  queue = queue.then(() => storeReport(day, kind, data)).then(
    async (entry) => {
      form.dispatchEvent(new Event("saved", { bubbles: true }));
      tapped(entry);
      await redraw();
      sayPastMidnight(day);
      if (location.pathname === "/today/flare-up") location.assign("/today");
    },
    () => sendPlainly(form, event.submitter),
  );
}

function sayPastMidnight(day) {
  if (location.pathname !== "/today" || day === today()) return;
  const name = dayName(day, today()).replace("Y", "y");
  warn(`Past midnight: this was saved for ${name}. `, element("a", { href: "/today" }, "Go to today"));
}

// What stands there as saved was the report before this one.
function saving(form) {
  const at = form.querySelector(".reported:not(.timed, .unsaid) > span");
  if (at) at.textContent = "Saving …";
}

// The same for what is no form: answers with the entry as soon as it is kept here.
function say(day, kind, fields) {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value ?? "");
  const kept = queue.then(() => storeReport(day, kind, data));
  queue = kept.then(redraw, () => {});
  return kept.then((entry) => queue.then(() => entry));
}

const goThrough = async () => (await later.goThrough()).open({ say, sendPlainly, today });

// The sitting timer: loaded by the first tap, and where one runs already.
const spell = () => `sitting ${owner}`;
const sitting = async () => (await later.sitting()).timer({ say, today, name: spell(), changed: outbox.tellEverybody });

// This phone keeps nothing (its storage is full or refused): the form goes the ordinary way.
function sendPlainly(form, submitter) {
  const words = "This phone could not keep what you tapped, so it is sent at once.";
  warn(words);
  form.dataset.plain = "1";
  form.requestSubmit(submitter?.isConnected ? submitter : null);
  delete form.dataset.plain;
}

async function fetchKit() {
  // Whoever is signed out is sent to a page that begins a new visit. It is not fetched from here:
  // its cookie would make the sign-in page that is open now an old one.
  const answer = await fetch("/today/kit", { headers: { ...seenSoFar(kit), "X-Device": await store.device() }, cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(20_000) });
  if (shell && (answer.type === "opaqueredirect" || answer.status === 403)) return notTheirs(answer);
  if (answer.status === 403 && owner) await outbox.askWhose();
  if (!answer.ok) return;
  const fresh = completed(await answer.json());
  const another = owner && fresh.owner !== owner;
  if (shell && (fresh.closed || another)) return goOn(another ? "/today?whose" : "/today");
  fresh.ahead = Date.parse(fresh.at) - Date.now();
  if (another && !shell) return;
  await store.keepKit(fresh);
  [kit, owner, fetched] = [fresh, fresh.owner, Date.now()];
}

// What was painted from memory turns out to be nobody's who is signed in here now: the days go (the
// phone may be lost), unless something waits for its person to sign in again.
async function notTheirs(answer) {
  const nobody = answer.status !== 403;
  if (nobody) await outbox.askWhose(); // a record that was deleted is forgotten, whoever waits
  if (gone) return;
  if (nobody && ((await outbox.unsent()).length || await store.drafts() || document.querySelector("textarea")?.value.trim())) return;
  goOn(nobody ? "/sign-in?next=/today" : "/today", store.leave());
}

// What stands here is somebody's who may not see it now: it goes at once, before anything is waited for.
async function goOn(address, forgotten = null) {
  gone = true;
  main.replaceChildren();
  document.title = "homecare";
  await forgotten?.catch(() => {});
  location.replace(address);
}

// The practice has ended this sign-in to the record: its days go from this phone and from every tab.
async function ended(trouble, erased) {
  // Somebody else is signed in: these days are not theirs. What this phone has of the other one's stays.
  if (trouble !== "ended") return goOn("/today?whose", store.setting("owner").then((last) => last === owner && store.leave()));
  const tell = () => outbox.tell(erased ? "deleted" : "left");
  await goOn(erased ? "/record-deleted" : "/today", store.leave().then(tell, tell));
}

const refresh = () => fetchKit().then(redraw, () => {});

async function begin() {
  owner ||= await store.setting("owner");
  kit = owner ? await store.kitOf(owner) ?? null : null;
  // A clock that was set back since the practice was last heard shows no day before that one.
  if (kit) kit.ahead = Math.max(kit.ahead, Date.parse(kit.at) - Date.now());
  if (owner && !shell && await store.setting("owner") !== owner) await store.leave().then(() => outbox.tell("whose"));
  if (owner) await store.welcome(); // from here on days are kept again
  addEventListener("submit", take, true);
  outbox.start(owner, redraw, ended);
  await redraw();
  if (shell && !kit) await sayNotYet();
  await refresh();
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && Date.now() - fetched > STALE) refresh();
  });
  const ask = () => !document.hidden && owner && !gone && outbox.askWhose();
  document.addEventListener("visibilitychange", ask);
  addEventListener("online", ask);
  setInterval(ask, ASKED_EVERY);
}

// Neither here yet nor to be had now.
const notLoaded = () => warn("This part could not be loaded: there is no connection. Try again in a minute.");

document.addEventListener("click", ({ target }) => {
  const [go, sit] = [target.closest("[data-go]"), target.closest("[data-sit]")];
  if (go) goThrough().catch(notLoaded);
  if (sit) sitting().then((timer) => timer.begin()).catch(notLoaded);
});
document.documentElement.dataset.phone = "starting";
begin()
  .then(settled)
  .then(() => { document.documentElement.dataset.phone = "ready"; }, () => { document.documentElement.dataset.phone = "plain"; })
  .then(() => { if (location.hash === "#go") goThrough(); });
navigator.serviceWorker?.register("/service-worker.js").catch(() => {});
