// The library: what is typed narrows it at once, and a tap on a picture shows it in motion.
import { turn } from "./moving.js";

const search = document.getElementById("search");
const wordsOf = (element) => element.textContent.toLowerCase() + (element.dataset.words ?? "");

function narrow() {
  const typed = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const group of document.querySelectorAll(".library")) {
    const position = group.previousElementSibling.textContent.toLowerCase();
    const fitting = [...group.children].filter((each) => {
      const words = `${position} ${wordsOf(each)}`;
      each.hidden = !typed.every((word) => words.includes(word));
      return !each.hidden;
    }).length;
    group.hidden = group.previousElementSibling.hidden = !fitting;
    shown += fitting;
  }
  document.getElementById("how-many").textContent = `${shown} ${shown === 1 ? "exercise" : "exercises"}`;
}

if (search) search.addEventListener("input", narrow);
document.addEventListener("click", (event) => {
  const box = event.target.closest?.("[data-moves]");
  if (box) turn(box);
});
