// The screen of the go-through: one exercise, where it stands, and the buttons. It only shows.
import { start, stop } from "./moving.js";
import { canVibrate } from "./signals.js";

export const make = (tag, more = {}, ...inside) => {
  const made = Object.assign(document.createElement(tag), more);
  made.append(...inside);
  return made;
};
const button = (textContent, does, kind = "secondary") => make("button", {
  type: "button", className: `btn btn-${kind}`, textContent, onclick: does,
});

// A photo as large as it is kept, unless data is to be spared; without signal the small one stays.
function enlarged(photo) {
  const large = photo.cloneNode();
  large.loading = "eager";
  if (navigator.connection?.saveData || !large.dataset.large) return large;
  const small = photo.src;
  large.addEventListener("error", () => { large.src = small; }, { once: true });
  large.src = large.dataset.large;
  return large;
}

const TWICE = 400; // milliseconds in which a second tap is the same tap
const STYLE = new URL("./go.css", import.meta.url).pathname;
let styled = null;
export function style() {
  styled ??= new Promise((done) => {
    const link = make("link", { rel: "stylesheet", href: STYLE, onload: done, onerror: done });
    document.head.append(link);
  });
  return styled;
}

// `does`: main, back, all, skip, leave, key, turn.
export class Stage {
  constructor(does, on) {
    const part = (tag, className, more = {}) => make(tag, { className, ...more });
    this.place = part("p", "go-place");
    this.turned = true;
    this.picture = part("div", "exercise-picture go-picture", { onclick: () => this.#turnPicture() });
    this.name = part("h2", "go-name", { id: "go-name" });
    this.words = part("div", "go-words");
    this.step = part("p", "go-step");
    this.phase = part("p", "go-phase");
    this.count = part("p", "go-count number");
    this.count.setAttribute("role", "timer");
    this.bar = part("div", "go-bar");
    this.bar.append(part("div", "go-bar-done"));
    this.clock = make("div", { className: "go-clock" }, make("div", { className: "go-line" }, this.phase, this.count), this.bar);
    this.told = part("div", "go-told");
    this.scores = part("div", "go-scores");
    this.how = part("div", "go-how exercise-report");
    this.said = part("p", "visually-hidden");
    this.said.setAttribute("role", "status");
    this.main = button("", does.main, "primary");
    this.main.classList.add("btn-wide");
    this.all = button("All done", does.all);
    this.back = button("Back", does.back);
    this.skip = button("Skip", does.skip);
    this.small = make("div", { className: "go-small" }, this.back, this.all, this.skip);
    this.foot = make("div", { className: "go-foot" }, this.clock, this.main);
    this.dialog = make("dialog", { className: "go", id: "go" },
      make("header", { className: "go-top" }, this.place, button("Leave", does.leave)),
      make("div", { className: "go-body" }, this.picture, this.name, this.words, this.step, this.scores, this.told, this.how),
      this.foot, this.small,
      make("div", { className: "go-more" }, wrong(), this.#switches(on, does.turn)),
      this.said);
    this.dialog.setAttribute("aria-labelledby", "go-name");
    this.dialog.dataset.unsent = ""; // the page below is not loaded anew while this is open
    this.dialog.addEventListener("cancel", (event) => { event.preventDefault(); does.leave(); });
    this.dialog.addEventListener("keydown", does.key);
    this.tappedAt = -Infinity;
    this.dialog.addEventListener("pointerdown", () => { this.tappedAt = Date.now(); }, true);
  }

  #switches(on, turn) {
    const names = { sound: "Sound", ...(canVibrate ? { vibration: "Vibration" } : {}), count: "Count" };
    const boxes = Object.entries(names).map(([name, words]) => make("label", { className: "go-switch" },
      make("input", { type: "checkbox", checked: on[name], onchange: (event) => turn(name, event.target.checked) }), words));
    return make("fieldset", { className: "go-switches" }, make("legend", { className: "visually-hidden" }, "Signals"), ...boxes);
  }

  say(words) { this.said.textContent = words; }

  // What changes with the exercise.
  exercise(card, place) {
    this.place.textContent = place;
    this.name.textContent = card.name;
    this.#picture(card.picture, card.photos);
    this.words.replaceChildren(...card.words.map((node) => node.cloneNode(true)));
    this.how.replaceChildren(card.how.cloneNode(true));
    this.told.replaceChildren();
    this.scores.replaceChildren();
    this.dialog.classList.remove("is-end");
    this.dialog.scrollTop = 0;
  }

  // In motion, unless that was switched off or the phone is to be spared; a tap stops and starts it.
  #picture(drawn, photos) {
    stop(this.picture);
    this.picture.classList.toggle("has-photos", photos.length > 0);
    this.picture.scrollLeft = 0;
    this.picture.dataset.picture = drawn.dataset.picture ?? "";
    this.picture.toggleAttribute("data-moves", "moves" in drawn.dataset);
    this.picture.replaceChildren(...(photos.length ? photos.map(enlarged) : [drawn.firstElementChild?.cloneNode(true) ?? ""]));
    if (this.turned) start(this.picture);
  }

  #turnPicture() {
    this.turned = !this.turned;
    if (this.turned) start(this.picture);
    else stop(this.picture);
  }

  // What changes with the clock. `bar`: the share that is over, null where nothing runs.
  moment({ step, phase, count, bar, main, all }) {
    const put = (node, words) => { if (node.textContent !== words) node.textContent = words; };
    put(this.step, step);
    put(this.phase, phase);
    put(this.count, count);
    put(this.main, main);
    if (!all && document.activeElement === this.all) this.main.focus(); // what goes takes no focus along
    this.all.hidden = !all;
    this.bar.hidden = bar === null;
    this.bar.firstChild.style.transform = `scaleX(${bar ?? 0})`;
  }

  // Half-way through: only what the client says is logged.
  ask(words, answers) {
    const asked = Date.now();
    const byTap = asked - this.tappedAt < TWICE;
    const box = make("div", { className: "go-ask", role: "group" }, make("p", { id: "go-asked" }, words),
      ...answers.map(([said, does]) => button(said, () => {
        if (byTap && Date.now() - asked < TWICE) return; // that tap was meant for what stood here before
        this.unask();
        does();
      })));
    box.setAttribute("aria-labelledby", "go-asked");
    this.foot.replaceChildren(box);
    this.small.hidden = true;
    box.querySelector("button").focus();
    box.scrollIntoView({ block: "nearest" });
  }

  unask() {
    this.foot.replaceChildren(this.clock, this.main);
    this.small.hidden = false;
    this.main.focus();
  }

  end(scores) {
    this.place.textContent = "";
    for (const each of [this.picture, this.words, this.how]) each.replaceChildren();
    this.dialog.classList.add("is-end");
    this.scores.replaceChildren(make("h3", {}, "Pain over the last 24 hours"), ...scores);
    this.dialog.scrollTop = 0;
  }

  summary(title, sentences) {
    this.name.textContent = title;
    this.told.replaceChildren(...this.told.querySelectorAll(".flash"), ...sentences.map((words) => make("p", {}, words)));
    this.say([title, ...sentences].join(" "));
  }

  warn(words) {
    this.told.append(make("p", { className: "flash flash-loud", role: "alert" }, words));
  }
}

const wrong = () => make("a", { className: "go-wrong", href: "/red-flags" }, "Something feels wrong");
