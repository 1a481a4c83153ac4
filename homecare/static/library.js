// The library and the pictures of the builder: what is typed narrows them at once, Enter goes on to
// the first that is left. A picture moves while somebody points at it, has gone to it by the keys or
// touches it; on the page of one exercise a tap starts and stops it.
import { start, stop, turn } from "./moving.js";

const search = document.getElementById("search");

function narrow() {
  const typed = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const group of document.querySelectorAll(".library")) {
    const fitting = [...group.children].filter((each) => {
      each.hidden = !typed.every((word) => each.dataset.words.includes(word));
      return !each.hidden;
    }).length;
    group.hidden = group.previousElementSibling.hidden = !fitting;
    shown += fitting;
  }
  document.getElementById("how-many").textContent = `${shown} ${shown === 1 ? "exercise" : "exercises"}`;
}

search?.addEventListener("input", narrow);
if (search?.value) narrow(); // typed before this script was there
search?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  document.querySelector(".library li:not([hidden]) :is(a, button)")?.focus();
});
document.addEventListener("click", (event) => {
  const box = event.target.closest?.(".both-sides [data-moves]");
  if (box) turn(box);
});

let moving = null; // the one that moves among many
let byKeys = false; // then a pointer that lies still while the page scrolls under it stops nothing

async function show(box) {
  if (box === moving) return;
  if (moving) stop(moving);
  moving = box;
  if (!box) return;
  await start(box);
  if (moving !== box) stop(box); // somebody went on while it was fetched
}

const among = (node) => node?.closest?.(".library li")?.querySelector("[data-moves]") ?? null;

document.addEventListener("pointerover", (event) => {
  const box = among(event.target);
  if (event.pointerType !== "mouse" || (byKeys && !box)) return;
  byKeys = false;
  show(box);
});
document.addEventListener("pointerdown", (event) => { if (event.pointerType !== "mouse") show(among(event.target)); });
document.addEventListener("focusin", (event) => {
  if (!event.target.matches(":focus-visible")) return;
  byKeys = true;
  show(among(event.target));
});
document.addEventListener("focusout", (event) => { if (!among(event.relatedTarget)) show(null); });
