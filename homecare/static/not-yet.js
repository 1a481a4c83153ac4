// What a page of nobody's says that was opened without a connection, where nothing is kept to be shown.
import * as store from "./store.js";

// Signed out here; the practice hears of it with the next connection (service-worker.js).
const isLeaving = async () => "caches" in globalThis && caches.has("signing-out");

function stayWords(number) {
  const [stay, them] = number === 1 ? ["1 entry that is not sent yet stays", "it"] : [`${number} entries that are not sent yet stay`, "them"];
  return `${stay} on this phone, and nobody can see ${them} here: sign in again to send ${them}. Nothing else of your days is kept here.`;
}

export async function sayNotYet() {
  const at = document.getElementById("not-yet");
  if (!at) return;
  const number = await store.unsentOfAll();
  if (number) document.getElementById("left-here").textContent = stayWords(number);
  for (const words of await isLeaving() ? at.querySelectorAll("[data-signed-out]") : []) {
    words.hidden = false;
    words.previousElementSibling.hidden = true;
  }
  at.hidden = false;
}
