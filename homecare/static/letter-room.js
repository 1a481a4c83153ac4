// While a letter is written: whether it still fits on its one page. The server sets the page and says
// so; nothing is stored. Without this script it is said when the draft is saved.
const form = document.querySelector("form[data-room]");
const told = document.querySelector("#room");
const QUIET = 700;
let waits;
let asked = 0;

async function ask() {
  const mine = ++asked;
  const answer = await fetch(form.dataset.room, { method: "POST", body: new FormData(form) });
  const { fits, words } = await answer.json();
  if (mine !== asked) return; // something newer was typed
  told.firstElementChild.textContent = words;
  told.classList.toggle("too-long", !fits);
}

form.addEventListener("input", () => {
  clearTimeout(waits);
  waits = setTimeout(() => ask().catch(() => {}), QUIET);
});
