// Sends a tapped form without leaving the page, and puts the new state in its place.
// Without this module every form works too: it is then a page of its own.
const said = document.getElementById("said");
let queue = Promise.resolve();

// Good news is for screen readers, as the page shows it; what went wrong is shown to everybody.
function tell(words, beside = null) {
  beside?.after(said);
  said.textContent = words;
  said.className = beside ? "flash flash-loud" : "visually-hidden";
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
}

function replace(part, fresh) {
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  const opened = [...part.querySelectorAll("details.how-to")].map((each) => each.open);
  const draft = part.querySelector("textarea")?.value;
  part.replaceWith(fresh);
  if (draft !== undefined) fresh.querySelector("textarea").value = draft;
  fresh.querySelectorAll("details.how-to").forEach((each, i) => { each.open = opened[i]; });
  const next = focused ? document.getElementById(focused)
    : part.dataset.sent ? fresh.querySelector("details:not(.how-to) > summary, button") : null;
  next?.focus({ preventScroll: true });
}

// One-use ids differ on every page; they alone are no reason to redraw a part.
const keyless = (part) => {
  const copy = part.cloneNode(true);
  copy.removeAttribute("data-sent");
  copy.querySelectorAll("[name=entry_id]").forEach((field) => field.removeAttribute("value"));
  return copy.innerHTML;
};

function renew(part, fresh) {
  const ids = fresh ? fresh.querySelectorAll("[name=entry_id]") : [];
  part.querySelectorAll("[name=entry_id]").forEach((field, i) => { if (ids[i]) field.value = ids[i].value; });
}

async function send(form, data) {
  const part = form.closest("[data-live]");
  part.dataset.sent = "1";
  part.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.getElementById("said")) { location.assign(answer.url); return; }
    takeIn(page);
    const refused = page.querySelector(".flash-loud, .error-summary");
    if (refused) tell(refused.textContent.trim(), document.getElementById(part.id));
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
  if (form.dataset.waiting || (once && form.dataset.sending)) return;
  form.dataset.waiting = "1";
  const button = event.submitter;
  queue = queue.then(() => {
    delete form.dataset.waiting;
    form.dataset.sending = "1";
    const data = new FormData(form);
    if (button?.name) data.set(button.name, button.value);
    return send(form, new URLSearchParams(data)).finally(() => { delete form.dataset.sending; });
  });
});

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-send-on-change]")) form.requestSubmit();
});
