// What is only on this phone, said at the foot of Today and in a few words in the bar. Its buttons stand
// first and stay where they are; what was hidden or sent leaves its room, so that nothing moves up.
import * as store from "./store.js";
import * as outbox from "./outbox.js";
import { fullDate } from "./dates.js";

const LONGEST = "99 entries are saved on this phone. The practice’s computer can’t take them just now; they are sent again soon.";
const KINDS = { exercise: "an exercise", pain: "your scores", sitting: "sitting", bath: "the bath", note: "your note", better: "all better", flare: "the flare-up" };
const several = (number) => `${number} entr${number === 1 ? "y" : "ies"}`;

export const element = (tag, more, ...inside) => {
  const made = Object.assign(document.createElement(tag), more);
  made.append(...inside);
  return made;
};
const button = (words, onclick) => element("button", { type: "button", className: "btn btn-secondary", onclick }, words);

// `changed` draws the page again.
export function showOutbox(owner, waiting, doubtful, changed) {
  showAbove(waiting.length);
  const box = document.getElementById("outbox");
  if (!waiting.length && !doubtful.length) {
    box?.replaceWith(room(box));
    return;
  }
  const shown = box ?? makeBox(owner);
  say(shown, waiting.length);
  const told = shown.lastChild;
  for (const entry of doubtful) {
    if (!told.querySelector(`[data-of="${entry.id}"]`)) told.append(doubt(entry, changed));
  }
}

// The place of a box that has nothing more to say: a page that gets shorter would slip under a thumb.
function room(box) {
  const place = element("div", { id: "outbox-room", className: "panel unsaid" });
  place.classList.toggle("foot", box.classList.contains("foot"));
  place.style.minHeight = `${box.offsetHeight}px`;
  return place;
}

function makeBox(owner) {
  const send = element("a", { className: "btn btn-primary", id: "outbox-send", href: "/sign-in?next=/today" });
  const now = Object.assign(button("Send now", () => outbox.flush(true)), { id: "outbox-now" });
  const box = element("section", { id: "outbox", className: "panel panel-soft" },
    element("div", { className: "actions" }, copyButton(owner), now, send),
    element("p", { className: "room my-3" }, element("span", {})),
    element("div", { className: "stack" }));
  box.children[1].dataset.room = LONGEST;
  box.setAttribute("aria-label", "What is on this phone");
  const before = document.getElementById("outbox-room");
  if (before) {
    box.style.minHeight = before.style.minHeight;
    box.classList.toggle("foot", before.classList.contains("foot"));
    before.replaceWith(box);
  } else atTheEnd(box);
  return box;
}

// Below all that can be tapped, so that nothing moves under a thumb.
function atTheEnd(box) {
  const hint = document.getElementById("install");
  if (hint?.checkVisibility()) {
    box.classList.add("foot");
    hint.after(box);
  } else document.getElementById("main").append(box);
}

function say(box, number) {
  const ended = outbox.state.trouble === "signed-out";
  const [now, send] = [box.querySelector("#outbox-now"), box.querySelector("#outbox-send")];
  now.classList.toggle("unsaid", !number || ended || !outbox.state.trouble);
  now.hidden = ended;
  send.hidden = !ended || !number;
  send.textContent = `Sign in to send ${several(number)}`;
  const told = box.querySelector(".room > span");
  const words = number ? waitingWords(number) : "";
  if (told.textContent !== words) told.textContent = words;
}

function waitingWords(number) {
  const [them, theyAre] = number === 1 ? ["it", "it is"] : ["them", "they are"];
  const notTaken = `. The practice’s computer can’t take ${them} just now; ${theyAre} sent again soon.`;
  const saved = `${several(number)} ${number === 1 ? "is" : "are"} saved on this phone`;
  return {
    "": `${saved}. Sending …`,
    "not-taken": `${saved}${notTaken}`,
    refused: `${saved}${notTaken}`,
    "signed-out": `${saved}, not sent yet: your sign-in has ended.`,
    "somebody-else": `${saved}, not sent: somebody else is signed in. Sign in yourself to send.`,
  }[outbox.state.trouble] ?? `${saved}. ${number === 1 ? "It is" : "They are"} sent as soon as there is a connection.`;
}

// The same in a few words in the bar at the top, which leads there; its place is there from the start.
function showAbove(number) {
  const link = document.getElementById("not-sent");
  if (!link) return;
  const ended = outbox.state.trouble === "signed-out";
  link.classList.toggle("unsaid", !number);
  link.href = ended ? "/sign-in?next=/today" : "#outbox";
  link.firstElementChild.textContent = !number ? "" : ended ? "Sign in to send" : `${number} not sent`;
}

// What is not in the diary, so that it can be told, or entered anew.
function entered({ body: { line, outcome, kept, minutes, leg, back, text } }) {
  const parts = [document.getElementById(`part-${line}`)?.querySelector("h3").textContent, outcome === "not" ? "not done" : outcome,
    kept?.replace("_", " "), minutes && `${minutes} minutes`, leg != null && `leg ${leg}`, back != null && `back ${back}`, text && `“${text}”`].filter(Boolean);
  return parts.length ? ` From this phone: ${parts.join(", ")}.` : "";
}

function doubt(entry, changed) {
  const of = `${KINDS[entry.kind] ?? entry.kind} of ${fullDate(entry.local_date)}`;
  const words = entry.state === "replaced" ? `An entry from another device is kept: ${of}.` : entry.state === "flagged" ? `Sent, but it does not count yet: ${of}.` : `Needs attention: ${of} could not be saved.`;
  const told = element("div", { className: "stack" }, element("p", {}, element("strong", {}, words), ` ${entry.reason || ""}${entry.ended ? "" : entered(entry)} Tell your therapist if it matters.`));
  told.dataset.of = entry.id;
  told.append(button("Hide this message", async () => {
    told.classList.add("unsaid");
    await store.forget([entry.id]);
    changed();
  }));
  return told;
}

// A file with all that is only on this phone, for whoever wants to be sure.
function copyButton(owner) {
  return button("Keep a copy as a file", async () => {
    const only = (await store.entriesOf(owner)).filter((entry) => entry.state !== "sent").map(({ owner: _, ...entry }) => entry);
    const href = URL.createObjectURL(new Blob([JSON.stringify(only, null, 2)], { type: "application/json" }));
    element("a", { href, download: "homecare-not-sent.json" }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
  });
}

// What a screen reader hears of the last tap: where it is, and only as long as it is so.
const said = element("p", { className: "visually-hidden", id: "phone-said", role: "status" });
document.body.append(said);
let last = null;

export function tapped(entry) {
  last = entry?.id;
  said.textContent = entry && entry.state !== "here" ? "Saved." : ""; // so that the same words are news
}

export function speak(entries) {
  const entry = entries.find(({ id }) => id === last);
  const how = { here: "Saved on this phone", sent: "Sent" }[entry?.state];
  const part = how && document.getElementById("part-" + entry.body.line);
  const words = how ? `${how}: ${part?.querySelector("h3").textContent ?? KINDS[entry.kind]}.` : "";
  if (entry && said.textContent !== words) said.textContent = words;
}

// What a page of nobody's says that was opened without a connection, where nothing is kept to be shown.
// Signed out here; the practice hears of it with the next connection (service-worker.js).
const isLeaving = async () => "caches" in globalThis && caches.has("signing-out");

function stayWords(number) {
  const [stay, them] = number === 1 ? ["1 entry that is not sent yet stays", "it"] : [`${number} entries that are not sent yet stay`, "them"];
  return `${stay} on this phone, and nobody can see ${them} here: sign in again to send ${them}. Nothing else of your days is kept here.`;
}

export async function sayNotYet() {
  const at = document.getElementById("not-yet");
  if (!at) return;
  const number = await store.unsentOfAll();
  if (number) document.getElementById("left-here").textContent = stayWords(number);
  for (const words of await isLeaving() ? at.querySelectorAll("[data-signed-out]") : []) {
    words.hidden = false;
    words.previousElementSibling.hidden = true;
  }
  at.hidden = false;
}
