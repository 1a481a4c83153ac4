// Today's exercises one after the other, on the whole screen. What is finished is reported at once,
// in the way a tap on Today is; what was only begun, if the client says so.
import { cards, copyOfScale, dayOfPage, exerciseOf, isLeft, nameOf, plainly, takeChosen, whereIn } from "./cards.js";
import { fullDate } from "./dates.js";
import { Session } from "./session.js";
import * as signals from "./signals.js";
import { Stage, style } from "./go-through-screen.js";

const TICK = 250;
const TWICE = 400; // milliseconds in which a second tap is the same tap
const AWAY = 30 * 60_000; // after so long, on another day, that day's page is what is wanted
const ADDRESS = "#go";
const INSTEAD = "This phone could not keep that, so it is sent at once.";
const LOST = "That could not be kept. Log it on Today when you are through.";
let going = null;

class Going {
  constructor(phone, day, exercises) {
    Object.assign(this, { phone, day, exercises, partly: new Set(), changedAt: 0, hiddenAt: null });
    this.scores = [...document.querySelectorAll("#part-pain .scale-field")].map(copyOfScale);
    const does = {
      main: () => this.#main(), back: () => this.#move(() => this.session.back()),
      all: () => this.#tap(() => this.session.finish()), skip: () => this.#leaveExercise(() => this.session.skip()),
      leave: () => this.#leaveExercise(() => this.leave()), key: (event) => this.#key(event),
      turn: (name, to) => { signals.turn(name, to); signals.touch(); this.draw(); },
    };
    this.stage = new Stage(does, signals.on);
    this.session = new Session(exercises, Date.now, (what, session) => this.#heard(what, session));
    this.seen = () => this.#seen();
  }

  open() {
    document.body.append(this.stage.dialog);
    this.stage.dialog.showModal();
    this.draw();
    this.stage.main.focus();
    signals.stayAwake();
    this.ticking = setInterval(() => this.#tick(), TICK);
    document.addEventListener("visibilitychange", this.seen);
  }

  shut() {
    clearInterval(this.ticking);
    document.removeEventListener("visibilitychange", this.seen);
    signals.letSleep();
    this.stage.dialog.close();
    this.stage.dialog.remove();
    (document.querySelector("[data-go]") ?? document.getElementById("main")).focus({ preventScroll: true });
  }

  // The button for "back" and ours lead to the same place.
  leave() {
    if (this.leaving) return; // a second tap would go back one page more
    this.leaving = true;
    if (history.state?.go) history.back();
    else { history.replaceState(null, "", location.pathname); left(); }
  }

  // The phone's own "back" asks as ours does about what was only begun; a second one leaves without it.
  wentBack() {
    if (this.leaving || !this.session.begun || this.#asks) { left(); return; }
    history.pushState({ go: true }, "", ADDRESS);
    this.#leaveExercise(() => this.leave());
  }

  get #asks() { return !this.stage.main.isConnected; }

  #tap(does) {
    signals.touch();
    if (Date.now() - this.changedAt < TWICE) return;
    does();
    this.draw();
  }

  #move(does) {
    signals.touch();
    does();
    this.draw();
  }

  #main() {
    const session = this.session;
    if (session.phase === "end") { this.leave(); return; }
    this.#tap(() => {
      if (session.phase === "ready") session.start();
      else if (session.phase === "count") session.next();
      else if (session.paused) session.carryOn();
      else session.pause();
    });
  }

  #leaveExercise(then) {
    signals.touch();
    const { session, exercises } = this;
    const exercise = exercises[session.at];
    if (!session.begun) { then(); this.draw(); return; }
    session.pause();
    this.draw();
    // Of several times a day one is logged already: half a time more is no number.
    const [words, outcome] = exercise.again ? ["Count it as done this time", exercise.outcome] : ["Log it as partly done", "partly"];
    this.stage.ask(`You have begun: ${exercise.name}. ${words}?`, [
      [words, () => { this.partly.add(exercise.line); this.#tell("exercise", { line: exercise.line, outcome }); then(); this.draw(); }],
      ["Don’t log it", () => { then(); this.draw(); }],
      ["Carry on", () => { session.carryOn(); this.draw(); }],
    ]);
  }

  #key(event) {
    if (event.target.closest("button, a, summary, input, label") && event.key === " ") return;
    if (event.target.matches("input[type=radio]") || event.ctrlKey || event.altKey || event.metaKey) return;
    const does = { " ": () => this.#main(), ArrowLeft: () => this.stage.back.click(), ArrowRight: () => this.stage.skip.click() }[event.key];
    if (!does || this.#asks || (event.key === "ArrowRight" && this.session.phase === "end")) return;
    event.preventDefault();
    does();
  }

  #heard(what, session) {
    signals.play(what);
    if (what === "told") this.#tell("exercise", { line: session.exercise.line, outcome: session.exercise.outcome });
    else if (what === "end") this.#finish();
    else if (what === "ready" || what === "count") this.#show(session);
    else this.stage.say(this.#spoken(what, session));
  }

  #spoken(what, session) {
    const where = whereIn(session.step, session.exercise.dose);
    return {
      prepare: "Get ready.", hold: `${session.exercise.dose.minutes ? "Go" : "Hold"}. ${session.seconds} seconds. ${where}`,
      relax: "Relax.", side: "Other side.", paused: "Paused.", asleep: "Paused, because the screen was off.",
    }[what] ?? "";
  }

  #show(session) {
    const { exercise, at } = session;
    const place = `Exercise ${at + 1} of ${this.exercises.length}`;
    if (session.number === 0) {
      this.ended = null;
      this.changedAt = this.stage.dialog.open ? Date.now() : 0;
      this.stage.skip.hidden = false;
      this.stage.back.disabled = at === 0;
      this.stage.exercise(exercise, place);
      this.stage.say(`${place}: ${exercise.name}. ${whereIn(session.step, exercise.dose)}`);
    } else this.stage.say(whereIn(session.step, exercise.dose));
  }

  draw() {
    const { session } = this;
    if (session.phase === "end") {
      this.stage.moment({ step: "", phase: "", count: "", bar: null, main: "Done", all: false });
      return;
    }
    const runs = session.until !== null || session.paused;
    const last = session.number + 1 === session.exercise.steps.length;
    this.stage.back.disabled = session.at === 0 && !session.begun && !runs;
    this.stage.moment({
      step: session.exercise.steps.length > 1 ? whereIn(session.step, session.exercise.dose) : "", // else the dose says it
      phase: session.paused ? "Paused" : PHASES[session.phase](session),
      count: runs && signals.on.count ? clock(session.seconds) : "",
      bar: runs && signals.on.count ? 1 - session.milliseconds / session.length : null,
      main: session.paused ? "Carry on" : { ready: "Start", count: last ? "Done" : "Next" }[session.phase] ?? "Pause",
      all: session.phase !== "count" || !last,
    });
  }

  // As on Today: kept first, and where nothing can be kept, sent at once.
  #tell(kind, fields) {
    this.telling = this.phone.say(this.day, kind, fields).catch(() => {
      this.stage.warn(plainly(this.phone.sendPlainly, this.day, kind, fields) ? INSTEAD : LOST);
    });
  }

  async #finish() {
    const { stage } = this;
    stage.skip.hidden = true;
    stage.back.disabled = false;
    await this.telling;
    if (this.session.phase !== "end") return;
    if (dayOfPage() === this.day) this.scores.forEach(takeChosen);
    this.scores.forEach((each) => { each.onchange = () => this.#rate(); });
    stage.end(this.scores);
    this.#end();
  }

  #end() {
    const [title, ...sentences] = this.#standing();
    const words = [title, ...sentences].join(" ");
    if (this.ended !== words) this.stage.summary(title, sentences);
    this.ended = words;
  }

  // Told from Today itself, so that it says no more than what is logged there.
  #standing() {
    const same = dayOfPage() === this.day;
    const still = same ? cards().filter(isLeft) : [];
    const done = this.exercises.filter(({ line }) => this.session?.told.has(line) || this.partly.has(line)).length;
    const number = done ? [`${done} of ${this.exercises.length} exercise${this.exercises.length === 1 ? "" : "s"} done.`] : [];
    if (same && !still.length) return ["All done for today", "Everything that was due is logged. Thank you."];
    if (!same) return ["That’s it", ...number, `Saved for ${fullDate(this.day)}: it is past midnight.`];
    return ["That’s it for now", ...number, `Still to come today: ${still.map(nameOf).join("; ")}.`];
  }

  #rate() {
    const chosen = (site) => this.stage.scores.querySelector(`[name="go-${site}"]:checked`)?.value ?? "";
    this.#tell("pain", { leg: chosen("leg"), back: chosen("back") });
  }

  #tick() {
    this.session.tick();
    this.draw();
    if (this.ended) this.#end();
  }

  #seen() {
    if (document.hidden) { this.hiddenAt = Date.now(); return; }
    this.#tick();
    const long = this.hiddenAt !== null && Date.now() - this.hiddenAt > AWAY;
    if (long && this.phone.today() !== this.day) location.replace(location.pathname);
  }
}

const PHASES = {
  ready: () => "When you are ready",
  prepare: () => "Get ready",
  hold: ({ exercise }) => (exercise.dose.minutes ? "Go" : "Hold"),
  relax: ({ length }) => (length > 5000 ? "Rest" : "Relax"),
  count: () => "In your own time",
};

const clock = (seconds) => (seconds < 60 ? `${seconds}` : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`);

function left() {
  going?.shut();
  going = null;
}

addEventListener("popstate", () => { if (location.hash !== ADDRESS) going?.wentBack(); });

export async function open(phone) {
  const exercises = cards().filter(isLeft).map(exerciseOf);
  if (going || !exercises.length) return;
  await Promise.all([style(), signals.recall()]);
  if (going) return;
  if (location.hash !== ADDRESS) history.pushState({ go: true }, "", ADDRESS);
  going = new Going(phone, dayOfPage(), exercises);
  going.open();
}
