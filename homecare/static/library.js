// The library and the pictures of the builder: what is typed narrows them at once, Enter goes on to
// the first that is left, and a tap on a picture of one exercise shows it in motion.
import { turn } from "./moving.js";

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
  const box = event.target.closest?.("[data-moves]");
  if (box) turn(box);
});
