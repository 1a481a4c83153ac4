// Signing out: asks first while something is only on this phone, and leaves nothing to be seen.
import * as store from "./store.js";

const KEPT = "They stay here, and are sent when you sign in again on this phone.";
const NOT_YET = "You are not signed out: there is no connection. Your days are gone from this phone; sign out again once there is one.";

async function mayLeave() {
  const owner = await store.setting("owner");
  const number = owner ? (await store.entriesOf(owner)).filter((entry) => entry.state === "here").length : 0;
  const are = number === 1 ? "entry is" : "entries are";
  if (number && !confirm(`${number} ${are} only on this phone and not sent yet. ${KEPT} Sign out all the same?`)) return false;
  if (await store.drafts() && !confirm("Words you typed are not saved yet, and signing out forgets them. Sign out all the same?")) return false;
  await store.leave();
  return true;
}

// From here on the service worker lets nothing through before the practice has ended the sign-in,
// however long there is no connection. Without one, only the practice itself can say that it is done.
async function leave(form) {
  form.dataset.leaving = "1";
  const tellTabs = () => new BroadcastChannel("homecare").postMessage("left");
  if (navigator.serviceWorker?.controller && "caches" in window) {
    // First the mark: a tab that hears of it asks for its page anew, and would else be let through.
    try {
      const mark = await caches.open("signing-out");
      await mark.put("/sign-out", new Response(form.elements.csrf_token.value));
    } finally { tellTabs(); }
    return true;
  }
  tellTabs();
  return fetch(form.action, { method: "HEAD", cache: "no-store" }).then(() => true, () => {
    delete form.dataset.leaving;
    alert(NOT_YET);
    return false;
  });
}

// Where the browser keeps nothing there is nothing to ask about.
for (const each of document.querySelectorAll('form[action="/sign-out"]')) {
  each.addEventListener("submit", (event) => {
    if (each.dataset.asked) return;
    event.preventDefault();
    mayLeave().catch(() => true).then((may) => may && leave(each).catch(() => true)).then((may) => {
      if (!may) return;
      each.dataset.asked = "1";
      each.requestSubmit();
    });
  });
}
