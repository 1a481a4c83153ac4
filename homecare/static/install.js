// The way to the home screen: said from the second visit on, once put away never again.
const VISITS = "homecare-visits";
const AWAY = "homecare-install-away";
const hint = document.getElementById("install");
const installed = matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
let offered = null;

// A visit is what happens between opening and closing a tab, however often the page is loaded.
function visits() {
  const before = Number(localStorage.getItem(VISITS) ?? 0);
  if (sessionStorage.getItem(VISITS)) return before;
  sessionStorage.setItem(VISITS, "1");
  localStorage.setItem(VISITS, String(before + 1));
  return before + 1;
}

function show(way) {
  for (const each of hint.querySelectorAll("[data-for]")) each.hidden = each.dataset.for !== way;
  hint.hidden = false;
}

function away() {
  hint.hidden = true;
  localStorage.setItem(AWAY, "1");
}

async function install() {
  const { outcome } = await (offered.prompt(), offered.userChoice);
  // Whoever says no to the phone's own question has answered ours too.
  if (outcome) away();
}

function begin() {
  // A browser that keeps nothing could not remember a "no" either: it is never asked.
  const may = hint && !installed && !localStorage.getItem(AWAY) && visits() > 1;
  // The browser's own question would come on the first visit, and again.
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offered = event;
    if (may) show("button");
  });
  if (!may) return;
  hint.querySelector("[data-do=away]").addEventListener("click", away);
  hint.querySelector("[data-do=install]").addEventListener("click", install);
  // Only an iPhone or iPad knows this word, and there only its own menu can do it.
  if (navigator.standalone === false) show("ios");
}

try { begin(); } catch { /* no storage */ }
