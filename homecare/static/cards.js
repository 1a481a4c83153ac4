// What the go-through takes from Today: its cards as they stand there, and its rows of scores.
import { stepsOf } from "./session.js";

export const cards = () => [...document.querySelectorAll("#exercises .exercise[data-due]")];
// "1 of 2 times" may still go on.
export const isLeft = (card) => !card.matches(".is-reported") || "more" in card.dataset;
export const nameOf = (card) => card.querySelector("h3").textContent;
export const dayOfPage = () => document.querySelector("#part-pain form")?.getAttribute("action").split("/")[2];

// A card of Today as it is needed here; its first button that is not pressed says "once more".
export function exerciseOf(card) {
  const number = (name) => Number(card.dataset[name] || 0);
  const dose = { sets: number("sets"), reps: number("reps"), hold: number("hold"), minutes: number("minutes"), sides: number("sides") };
  return {
    line: card.id.slice("part-".length),
    name: nameOf(card),
    outcome: card.querySelector(".outcomes button:not([aria-pressed=true])").value,
    again: "more" in card.dataset, // something of it is logged already
    picture: card.querySelector(".exercise-picture"),
    photos: [...card.querySelectorAll(".photos .photo")],
    words: [...card.querySelectorAll(".exercise-words > p")],
    how: card.querySelector(".how-to"),
    dose,
    steps: stepsOf(dose),
  };
}

// Where somebody is within an exercise, in a few words.
export function whereIn({ side, set, rep }, { sides, sets, reps, hold, minutes }) {
  if (minutes) return "";
  return [
    sides > 1 ? ["First side", "Other side"][side - 1] : "",
    sets > 1 ? `Set ${set} of ${sets}` : "",
    hold && reps > 1 ? `${rep} of ${reps}` : "",
    !hold && reps ? `${reps} times` : "",
  ].filter(Boolean).join(" · ");
}

// A row of scores of the page, as a copy with ids of its own.
export function copyOfScale(field) {
  const copy = field.cloneNode(true);
  copy.removeAttribute("aria-describedby");
  for (const input of copy.querySelectorAll("input")) Object.assign(input, { id: `go-${input.id}`, name: `go-${input.name}` });
  for (const label of copy.querySelectorAll("label")) label.htmlFor = `go-${label.htmlFor}`;
  return copy;
}

export function takeChosen(copy) {
  for (const input of copy.querySelectorAll("input")) {
    input.checked = document.getElementById(input.id.slice("go-".length))?.checked ?? false;
  }
}

// Where this phone keeps nothing: a report by the form that stands on the page. False where none does.
export function plainly(send, day, kind, { line, outcome, ...values }) {
  const form = [...document.querySelectorAll(`main form[action="/today/${day}/${kind}"]`)]
    .find((each) => !line || each.elements.line.value === line);
  for (const [name, value] of Object.entries(values)) form?.querySelector(`[name="${name}"][value="${value}"]`)?.click();
  const button = form?.querySelector(`[name=outcome][value="${outcome}"]`);
  if (button) send(form, button);
  return Boolean(outcome ? button : form);
}
