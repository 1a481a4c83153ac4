// The page under a thumb stays where it is. What can be foreseen has its room in the templates (`.room`);
// here is what can't be: another programme, another day, an answer given elsewhere.
const STRANGE = 600; // milliseconds in which a tap was meant for what stood there before
const SWAPPED = 400; // and in which a second tap on a button that says something else now is the same tap
let touched = null;
let changedAt = -Infinity;
let last = { of: "", at: -Infinity };

addEventListener("pointerdown", ({ clientX, clientY }) => { touched = [clientX, clientY]; }, true);

// Of all that has a name in `main` what is nearest to the last touch, or stands first on the screen.
function anchorOf(main) {
  const [x, y] = touched ?? [0, 0];
  const away = ({ left, right, top, bottom }) => Math.max(0, left - x, x - right) + Math.max(0, top - y, y - bottom);
  const seen = [...main.querySelectorAll("[id]")].map((each) => [each, each.getBoundingClientRect()])
    .filter(([each, box]) => box.height && box.bottom > 0 && box.top < innerHeight && !each.contains(main))
    .sort(([, a], [, b]) => away(a) - away(b) || a.height - b.height);
  return seen.map(([each, box]) => [each.id, box.top]);
}

// Does what changes the page's make-up; what was under the thumb is there afterwards, and for a moment
// no tap counts, because it was meant for what is gone.
// With `below`, what stands from there on is where it was, so that taps go on counting.
export function still(main, change, below = null) {
  const shown = main.querySelector("form, button");
  const first = below && document.getElementById(below);
  const places = first ? [[below, first.getBoundingClientRect().top]] : shown ? anchorOf(main) : [];
  change();
  const found = places.find(([id]) => document.getElementById(id)?.getClientRects().length);
  if (found) scrollBy({ top: document.getElementById(found[0]).getBoundingClientRect().top - found[1], behavior: "instant" });
  if (shown && !first) changedAt = performance.now();
}

// Once taps count again.
export const settled = () => new Promise((done) => {
  setTimeout(done, Math.max(0, STRANGE - (performance.now() - changedAt)));
});

function refuse(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

addEventListener("click", (event) => {
  if (!event.isTrusted || !event.target.closest("main, .foot")) return;
  const now = performance.now();
  if (now - changedAt < STRANGE) { refuse(event); return; }
  const button = event.target.closest("button");
  const of = button?.form ? `${button.form.action} ${button.form.elements.line?.value ?? ""}` : "";
  if (of && button.matches("[data-swaps]") && last.of === of && now - last.at < SWAPPED) refuse(event);
  else last = { of, at: now };
}, true);

// Something went wrong: said over the page, so that nothing moves.
export function warn(...words) {
  document.querySelector(".flash-live:not(#said)")?.remove();
  const said = document.createElement("p");
  said.className = "flash flash-loud flash-live";
  said.setAttribute("role", "alert");
  said.append(...words);
  document.getElementById("main").append(said);
}
