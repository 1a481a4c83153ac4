// A form that could not be sent. The service worker asks the page that it stands on to say so: what to do
// now, over the page, and under it the form with every word and tick. The way back leads there.
let tried = null;
let pressed = "";

addEventListener("submit", ({ target, submitter, defaultPrevented }) => {
  if (defaultPrevented) return;
  tried = target;
  pressed = submitter?.textContent.trim() ?? "";
});

const close = () => document.getElementById("unsent")?.remove();

// A page that this phone keeps; words for when it is opened by itself stay out.
async function made(address) {
  const page = new DOMParser().parseFromString(await (await caches.match(address)).text(), "text/html");
  const dialog = Object.assign(document.createElement("dialog"), { id: "unsent", className: "unsent" });
  const back = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-secondary", textContent: "Back to what you wrote" });
  back.addEventListener("click", () => history.back());
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); history.back(); });
  dialog.setAttribute("aria-label", page.querySelector("h1").textContent);
  dialog.append(...page.querySelector("main").children);
  for (const each of dialog.querySelectorAll("[data-alone]")) each.remove();
  for (const each of dialog.querySelectorAll("[data-over]")) each.hidden = false;
  for (const each of dialog.querySelectorAll("[data-pressed]")) each.textContent = pressed;
  dialog.append(back);
  return dialog;
}

async function say({ data, ports: [answer] }) {
  if (!data?.unsent || !tried || new URL(tried.action).pathname !== data.unsent) return;
  const dialog = await made(data.instead);
  answer.postMessage(true);
  close();
  document.body.append(dialog);
  dialog.showModal();
  dialog.scrollTop = 0;
  history.pushState({ unsent: true }, "");
}

addEventListener("popstate", close);
// Where this can't be said, the service worker sends a page that does.
navigator.serviceWorker?.addEventListener("message", (event) => { say(event).catch(() => {}); });
