// "I'm sitting" on Today: counts to the client's own limit, then offers one movement. The start is
// kept on this phone, so that a closed page loses nothing; the minutes go into the diary of its day.
import { spell, guesses, inWords } from "./sitting-spell.js";
import { clockTime, fullDate } from "./dates.js";
import * as signals from "./signals.js";
import * as store from "./store.js";

const EVERY = 1_000;
const GET_UP = "Time to get up";
const LONGEST = inWords(11 * 60 + 59);
const REFUSED = "This phone could not keep that: its storage is full or refused. So there can be no timer.";
const make = (tag, more = {}, ...inside) => {
  const made = Object.assign(document.createElement(tag), more);
  made.append(...inside);
  return made;
};
const button = (textContent, onclick, kind = "secondary") => make("button", { type: "button", className: `btn btn-${kind}`, textContent, onclick });
// As tall as its longest words, since a button stands below it.
const heading = (words) => {
  const made = make("h2", { className: "panel-title room" }, make("span", {}, words));
  made.dataset.room = GET_UP;
  return made;
};
const place = () => document.getElementById("sitting-timer");
const countdown = (left) => `${Math.floor(Math.ceil(left / 1000) / 60)}:${String(Math.ceil(left / 1000) % 60).padStart(2, "0")}`;

// The button that begins a spell says meanwhile how it stands, and leads there.
function name(sit, words) {
  const at = sit?.querySelector(".room > span");
  if (at && at.textContent !== words) at.textContent = words;
}

let only = null;
// One timer a page; `phone`: say, today, changed, and the name its start is kept by.
export function timer(phone) {
  only ??= new Timer(phone);
  return only;
}

class Timer {
  constructor(phone) {
    Object.assign(this, { phone, running: null, shown: "", after: null });
    setInterval(() => this.draw(), EVERY);
    document.addEventListener("visibilitychange", () => this.draw());
    signals.recall();
    this.said = make("p", { className: "visually-hidden" });
    this.said.setAttribute("role", "status");
    document.body.append(this.said);
  }

  async begin() {
    signals.touch();
    if (this.running) { place().scrollIntoView({ block: "center" }); return; }
    const start = { start: Date.now(), limit: Number(place().dataset.limit), day: this.phone.today() };
    this.after = null;
    try {
      this.running = await store.setOnce(this.phone.name, start);
    } catch {
      this.#say("refused", make("p", {}, REFUSED));
      return;
    }
    this.phone.changed();
    this.draw();
  }

  // What is kept, which another tab may have ended, and a page drawn anew.
  async show() {
    this.running = await store.setting(this.phone.name) ?? null;
    this.draw();
  }

  draw() {
    const [at, sit] = [place(), document.querySelector("[data-sit]")];
    if (!at) return;
    if (!this.running) {
      name(sit, "I’m sitting"); this.#say(this.after ? `after ${this.after.minutes}` : "", ...(this.after ? this.#afterwards() : [])); return; }
    const now = spell(this.running, Date.now());
    if (now.forgotten) this.#say("forgotten", ...this.#asked());
    else if (now.up) this.#say("up", ...this.#up());
    else this.#say("runs", ...this.#runs());
    name(sit, now.up ? GET_UP : `Sitting ${countdown(now.left)}`);
    const count = at.querySelector("[role=timer]");
    if (count) count.textContent = countdown(now.left);
    const sat = at.querySelector(".sat");
    if (sat) sat.textContent = inWords(now.minutes);
  }

  // Drawn anew only when it says something else, so that focus and a coming thumb find what was there.
  #say(state, ...inside) {
    const at = place();
    if (at.dataset.state === state) return;
    if (state === "up" && this.shown === "runs") signals.play("up");
    this.shown = at.dataset.state = state;
    const focused = at.contains(document.activeElement);
    const panel = make("section", { className: `panel panel-${state === "up" ? "warn" : "soft"}` }, ...inside);
    panel.setAttribute("aria-label", "Sitting");
    // What stands below stays where it is: it never gets less room, and what comes next has its own.
    at.style.minHeight = `${Math.max(parseFloat(at.style.minHeight) || 0, at.offsetHeight)}px`;
    at.replaceChildren(...(state ? [panel] : []));
    if (state === "runs") this.#makeRoom(at, panel);
    this.said.textContent = this.#spoken(state);
    if (focused) (at.querySelector("button") ?? document.querySelector("[data-sit]"))?.focus({ preventScroll: true });
  }

  #makeRoom(at, panel) {
    const later = make("section", { className: panel.className }, ...this.#up());
    later.querySelector(".sat").textContent = LONGEST; // it must not take another line when it is said
    at.replaceChildren(later);
    at.style.minHeight = `${Math.max(parseFloat(at.style.minHeight), at.offsetHeight)}px`;
    at.replaceChildren(panel);
  }

  // Each change once; never the seconds.
  #spoken(state) {
    if (state === "runs") return `Sitting timer started. Get up by ${clockTime(this.running.start + this.running.limit * 60_000)}.`;
    return { up: `${GET_UP}.`, forgotten: "Is the sitting timer still right?" }[state] ?? (place().querySelector("p")?.textContent ?? "");
  }

  #runs() {
    const { start, limit } = this.running;
    const count = make("p", { className: "timer number" });
    count.setAttribute("role", "timer");
    return [
      heading("Sitting"),
      this.#stoodUp(),
      count,
      make("p", {}, `Since ${clockTime(start)}. Get up by ${clockTime(start + limit * 60_000)}.`),
    ];
  }

  #up() {
    return [
      heading(GET_UP),
      this.#stoodUp(),
      make("p", {}, "You have been sitting for ", make("span", { className: "sat" }), "."),
      ...this.#movement(),
    ];
  }

  // At one place whether the time is up or not.
  #stoodUp() { return make("p", { className: "actions mb-3" }, button("I stood up", () => this.#end(), "primary")); }

  #asked() {
    const { start, day, limit } = this.running;
    const when = day === this.phone.today() ? `at ${clockTime(start)}` : `on ${fullDate(day)} at ${clockTime(start)}`;
    return [
      make("h2", { className: "panel-title" }, "Is the sitting timer still right?"),
      make("p", {}, `It was started ${when}. How long did you sit?`),
      make("p", { className: "actions" },
        ...guesses(limit).map((minutes) => button(`About ${inWords(minutes)}`, () => this.#end(minutes))),
        button("Don’t log it", () => this.#forget())),
    ];
  }

  #afterwards() {
    const { minutes, refused } = this.after;
    const away = make("p", { className: "actions" }, button("OK", () => this.#clear()));
    away.firstChild.classList.add("btn-even"); // as wide as what was tapped there a moment ago
    if (refused) return [make("p", {}, REFUSED), away];
    if (!minutes) return [make("p", {}, "Less than a minute: nothing was logged."), away];
    return [
      make("p", {}, `In your diary: ${inWords(minutes)} of sitting.`),
      ...this.#movement(),
      make("p", { className: "actions" }, ...away.childNodes, button("Undo", () => this.#takeBack())),
    ];
  }

  // One prescribed movement that is done standing; else what everybody can do.
  #movement() {
    const line = place().dataset.move;
    const card = line && document.getElementById(`part-${line}`);
    if (!card) return [make("p", {}, make("strong", {}, "Stand up and walk a little."))];
    const copy = (part) => card.querySelector(part)?.cloneNode(true) ?? "";
    return [make("div", { className: "sitting-move" }, copy(".exercise-picture"), make("div", {},
      make("p", {}, make("strong", {}, card.querySelector("h3").textContent)), copy(".dose"),
      make("p", {}, make("a", { className: "tap", href: `#${card.id}` }, "How to do it, and to log it"))))];
  }

  async #end(guessed = null) {
    signals.touch();
    const ended = this.running;
    if (!ended) return; // a second tap
    const minutes = guessed ?? spell(ended, Date.now()).minutes;
    this.running = null;
    const spent = this.phone.name;
    try {
      // Null where another tab was faster: then it is logged already.
      const kept = minutes ? await this.phone.say(ended.day, "sitting", { minutes, spent }) : null;
      await store.drop(spent);
      this.after = kept || !minutes ? { minutes, day: ended.day } : null;
    } catch {
      this.after = { minutes, refused: true };
    }
    await this.show();
    this.phone.changed();
  }

  async #forget() {
    await store.drop(this.phone.name);
    await this.show();
    this.phone.changed();
  }

  async #takeBack() {
    const { minutes, day } = this.after;
    this.after = null;
    await this.phone.say(day, "sitting", { minutes: -minutes });
    this.draw();
  }

  #clear() {
    this.after = null;
    this.draw();
  }
}
