// Sends a tapped form without leaving the page, and puts the new state in its place.
// Without this module every form works too: it is then a page of its own.
import { localDay, placeOf } from "./dates.js";

const said = document.getElementById("said");
const facts = (page) => page.querySelector("meta[name=homecare-day]")?.dataset ?? {};
let queue = Promise.resolve();
document.documentElement.classList.add("scripted");
// What was tapped before this module came is not sent unasked (a browser may have filled it in by
// itself); its button stays.
for (const form of document.querySelectorAll("[data-send-on-change]")) {
  if ([...form.elements].some((each) => each.type === "radio" && each.checked !== each.defaultChecked)) form.dataset.unsent = "1";
}

// Good news is for screen readers, as the page shows it; what went wrong is shown to everybody.
function tell(words, beside = null, link = null) {
  said.replaceChildren(words, ...(link ? [" ", link] : []));
  said.className = beside ? "flash flash-loud flash-live" : "visually-hidden";
}

// Only what changed is replaced, so that the page stays where it is and focus is kept.
function takeIn(page) {
  for (const part of document.querySelectorAll("[data-live]")) {
    const fresh = page.getElementById(part.id);
    // A form that waits to be sent holds what was tapped meanwhile; it only needs a new id.
    if (!fresh || part.querySelector("[data-waiting]") || keyless(fresh) === keyless(part)) {
      renew(part, fresh);
    } else {
      replace(part, fresh);
    }
  }
  takeToken(page);
  document.title = page.title;
}

function replace(part, fresh) {
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  const opened = [...part.querySelectorAll("details.how-to")].map((each) => each.open);
  const draft = part.querySelector("textarea")?.value;
  part.replaceWith(fresh);
  if (draft !== undefined) fresh.querySelector("textarea").value = draft;
  fresh.querySelectorAll("details.how-to").forEach((each, i) => { each.open = opened[i]; });
  const next = focused ? document.getElementById(focused)
    : part.dataset.sent ? fresh.querySelector("[aria-pressed=true], button") : null;
  next?.focus({ preventScroll: true });
}

// One-use ids and form tokens differ on every page; they alone are no reason to redraw a part.
const keyless = (part) => {
  const copy = part.cloneNode(true);
  copy.removeAttribute("data-sent");
  copy.querySelectorAll("form").forEach((form) => form.removeAttribute("data-unsent"));
  copy.querySelectorAll("[name=entry_id], [name=csrf_token]").forEach((field) => field.removeAttribute("value"));
  return copy.innerHTML;
};

function renew(part, fresh) {
  const ids = fresh ? fresh.querySelectorAll("[name=entry_id]") : [];
  part.querySelectorAll("[name=entry_id]").forEach((field, i) => { if (ids[i]) field.value = ids[i].value; });
}

function takeToken(page) {
  const token = page.querySelector("[name=csrf_token]")?.value;
  if (token) document.querySelectorAll("[name=csrf_token]").forEach((field) => { field.value = token; });
}

const parsed = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");
const owner = (page) => facts(page).owner;
// `keepalive`: a note is also sent while the page is being left.
const post = async (form, data) => parsed(
  await fetch(form.action, { method: "POST", body: new URLSearchParams(data), credentials: "same-origin", keepalive: true }),
);

// A sign-in that ended, here or in another tab: a new form token, but only for the same person.
async function signedInAgain(data) {
  const page = await parsed(await fetch(location.pathname, { credentials: "same-origin" }));
  if (!owner(page) || owner(page) !== owner(document)) return false;
  takeToken(page);
  data.set("csrf_token", page.querySelector("[name=csrf_token]").value);
  return true;
}

const title = () => document.querySelector("h1").textContent;
const link = (href, textContent, target = "") => Object.assign(document.createElement("a"), { href, textContent, target });

function askToSignIn(part) {
  tell("Not saved: you are signed out. What you wrote is still here.", part, link("/sign-in", "Sign in", "_blank"));
  said.append(" in a new tab, then come back and tap again.");
}

async function send(form, data) {
  const part = form.closest("[data-live]");
  part.dataset.sent = "1";
  part.setAttribute("aria-busy", "true");
  form.dataset.unsent = "1";
  try {
    let page = await post(form, data);
    if (!owner(page)) {
      if (!await signedInAgain(data)) { askToSignIn(part); return; }
      page = await post(form, data);
    }
    if (!owner(page)) { tell("Not saved. What you wrote is still here. Try again in a minute.", part); return; }
    const before = title();
    const refused = page.querySelector(".flash-loud, .error-summary");
    if (!refused) {
      delete form.dataset.unsent;
      form.dispatchEvent(new Event("saved", { bubbles: true }));
    }
    takeIn(page);
    if (refused) tell(refused.textContent.trim(), document.getElementById(part.id));
    else if (title() !== before) tell(`Past midnight: this was saved for ${title().toLowerCase()}.`, document.getElementById(part.id), link("/today", "Go to today"));
    else tell("Saved.");
  } catch {
    tell("Not sent: there is no connection. Tap again when you are back.", part);
  } finally {
    part.removeAttribute("aria-busy");
    delete part.dataset.sent;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-live-form]")) return;
  event.preventDefault();
  // A double tap is one report; scores tapped one after the other are sent once more.
  const once = !form.matches("[data-send-on-change]");
  const words = JSON.stringify([...form.elements].map((each) => (each.type === "radio" ? each.checked : each.value)));
  if (form.dataset.waiting || (form.dataset.sending && (once || form.dataset.sending === words))) return;
  form.dataset.waiting = "1";
  const button = event.submitter;
  queue = queue.then(() => {
    delete form.dataset.waiting;
    form.dataset.sending = words;
    const data = new FormData(form);
    if (button?.name) data.set(button.name, button.value);
    return send(form, data).finally(() => { delete form.dataset.sending; });
  });
});

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-send-on-change]")) form.requestSubmit();
  // A reason belongs to what was reported; choosing it says that once more.
  if (event.target.name === "reason") form.requestSubmit(form.querySelector("[aria-pressed=true]"));
});

// A page opened yesterday would file this morning's taps under yesterday.
const day = () => localDay(placeOf(facts(document)), Date.now());
const opened = day();
document.addEventListener("visibilitychange", () => {
  if (document.hidden) document.activeElement?.blur();
  else if (day() !== opened && !document.querySelector("[data-unsent]")) location.reload();
});

// Where somebody reads how it is done, the picture stands once more, as large as the page: beside the
// name, what not to do is too small to see. It is the same picture, and below what was tapped.
document.addEventListener("toggle", ({ target: how }) => {
  const still = how.closest(".exercise")?.querySelector(".exercise-picture > svg:not([data-moving])");
  if (!still || !how.open || how.querySelector(".photos, .how-picture")) return;
  const large = Object.assign(document.createElement("div"), { className: "how-picture", ariaHidden: "true" });
  large.append(still.cloneNode(true));
  how.querySelector("summary").after(large);
}, true);
