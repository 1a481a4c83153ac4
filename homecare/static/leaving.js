// Signing out: asks first while something is only on this phone, and leaves nothing to be seen.
import * as store from "./store.js";

const KEPT = "They stay here, and are sent when you sign in again on this phone.";

async function mayLeave() {
  const owner = await store.setting("owner");
  const number = owner ? (await store.entriesOf(owner)).filter((entry) => entry.state === "here").length : 0;
  const are = number === 1 ? "entry is" : "entries are";
  if (number && !confirm(`${number} ${are} only on this phone and not sent yet. ${KEPT} Sign out all the same?`)) return false;
  await store.leave();
  return true;
}

// Where the browser keeps nothing there is nothing to ask about.
for (const each of document.querySelectorAll('form[action="/sign-out"]')) {
  each.addEventListener("submit", (event) => {
    if (each.dataset.asked) return;
    event.preventDefault();
    mayLeave().catch(() => true).then((may) => {
      if (!may) return;
      each.dataset.asked = "1";
      each.requestSubmit();
    });
  });
}
