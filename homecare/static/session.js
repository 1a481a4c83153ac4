// One exercise after the other, as a plain state. Pure: no page, nothing stored, and its clock is
// given to it. Whatever runs goes by that clock and never by counted ticks, so that a phone that was
// locked meanwhile shows the right second.
export const PREPARE = 5_000; // to get into position; these four lengths are ours
export const RELAX = 4_000; // between two holds
export const BETWEEN_SETS = 15_000;
export const OTHER_SIDE = 8_000;
const ASLEEP = 10_000; // so long after its end nobody can have heard a signal

const several = (number) => Array.from({ length: number || 1 }, (_, i) => i + 1);

// What an exercise is made of: every hold, the minutes, or every set that needs no timer.
// A dose: sets, reps, hold (seconds), minutes, sides (1, or 2 for each side in turn); 0 where not given.
export function stepsOf({ sets, reps, hold, minutes, sides }) {
  if (minutes) return [{ seconds: minutes * 60, side: 1, set: 1, rep: 1 }];
  const holds = hold ? several(reps) : [1];
  return several(sides).flatMap((side) => several(sets).flatMap((set) => holds.map((rep) => (
    { seconds: hold || 0, side, set, rep }
  ))));
}

function pauseBefore(step, before) {
  if (step.side !== before.side) return OTHER_SIDE;
  return step.set !== before.set ? BETWEEN_SETS : RELAX;
}

// Phases: "ready" (waits for the start), "prepare", "hold", "relax", "count" (a set without a timer,
// ended by a tap) and "end". `heard(what, session)` is called for: prepare, hold, relax, side, told, ready,
// count, paused, asleep, end.
export class Session {
  constructor(exercises, now, heard) {
    Object.assign(this, { exercises, now, told: new Set(), heard: (what) => heard(what, this) });
    this.#enter(0);
  }

  get exercise() { return this.exercises[this.at]; }
  get step() { return this.exercise.steps[this.number]; }
  get paused() { return this.left !== null; }
  get timed() { return this.step.seconds > 0; }
  get milliseconds() { return this.left ?? Math.max(0, (this.until ?? 0) - this.now()); }
  get seconds() { return Math.ceil(this.milliseconds / 1000); }
  // Something of this exercise was done, but not all.
  get begun() { return this.phase !== "end" && (this.number > 0 || this.phase === "hold"); }

  #enter(at) {
    Object.assign(this, { at, number: 0, until: null, left: null, length: 0 });
    if (at >= this.exercises.length) { this.phase = "end"; this.heard("end"); return; }
    this.phase = this.timed ? "ready" : "count";
    this.heard(this.phase);
  }

  #run(phase, length, from) {
    Object.assign(this, { phase, length, until: from + length, left: null });
  }

  start() {
    if (this.phase !== "ready") return;
    this.#run("prepare", PREPARE, this.now());
    this.heard("prepare");
  }

  // What has ended by now. After a sleep the next phase waits, because nobody was told of it.
  tick() {
    while (this.until !== null && this.now() >= this.until) {
      const ended = this.until;
      this.#over(ended);
      if (this.until !== null && this.now() - ended > ASLEEP) {
        this.left = this.length;
        this.until = null;
        this.heard("asleep");
      }
    }
  }

  #over(at) {
    if (this.phase === "hold") { this.#done(at); return; }
    this.#run("hold", this.step.seconds * 1000, at);
    this.heard("hold");
  }

  // A step is done: the next one, or the exercise is told and the next exercise comes.
  #done(at) {
    const before = this.step;
    if (this.number + 1 === this.exercise.steps.length) { this.finish(); return; }
    this.number += 1;
    if (!this.timed) { this.heard("count"); return; }
    this.#run("relax", pauseBefore(this.step, before), at);
    this.heard(this.step.side === before.side ? "relax" : "side");
  }

  // A set without a timer.
  next() {
    if (this.phase === "count") this.#done(this.now());
  }

  // All of this exercise, however it was done.
  finish() {
    if (this.phase === "end") return;
    this.told.add(this.exercise.line);
    this.heard("told");
    this.#enter(this.at + 1);
  }

  pause() {
    if (this.until === null) return;
    this.left = this.milliseconds;
    this.until = null;
    this.heard("paused");
  }

  carryOn() {
    if (!this.paused) return;
    this.until = this.now() + this.left;
    this.left = null;
    this.heard(this.phase);
  }

  skip() {
    if (this.phase !== "end") this.#enter(this.at + 1);
  }

  // To the beginning of this exercise, and from there to the one before.
  back() {
    const fresh = this.phase === "end" || (this.number === 0 && ["ready", "count"].includes(this.phase));
    this.#enter(Math.max(0, fresh ? this.at - 1 : this.at));
  }
}
