// Me, "On this phone": what is kept here, how much of it was not sent, and putting it away.
import { clockTime, weekdayAt } from "./dates.js";
import * as store from "./store.js";

const box = document.getElementById("here");
const told = document.getElementById("here-told");
const line = (words) => Object.assign(document.createElement("p"), { textContent: words });

const when = (at) => `${weekdayAt(Date.parse(at))} at ${clockTime(Date.parse(at))}`;

function unsentWords(number) {
  if (!number) return "Nothing that is kept on this phone waits to be sent.";
  return number === 1 ? "1 entry is only on this phone and not sent yet." : `${number} entries are only on this phone and not sent yet.`;
}

// Before what can't be had again is forgotten; true to go on.
async function sure() {
  const lost = [
    await store.drafts() ? "words you typed and did not save" : "",
    await store.spells() ? "the sitting timer that is running" : "",
  ].filter(Boolean).join(" and ");
  return !lost || confirm(`This also forgets ${lost}. Clear all the same?`);
}

async function show() {
  const owner = await store.setting("owner");
  const kit = owner ? await store.kitOf(owner) : null;
  const any = owner ? await store.anyDays(owner) : false;
  const number = owner ? (await store.entriesOf(owner)).filter((entry) => entry.state !== "sent").length : 0;
  const days = kit?.at ? `Your exercises and the last two weeks are kept here for when there is no signal, as they were on ${when(kit.at)}.`
    : any ? "Some of what you wrote lately is still kept here." : `Nothing ${number ? "else " : ""}of your diary is kept on this phone just now. It comes back when you open Today.`;
  const words = await store.drafts() ? [line("Some words you typed are only on this phone: you have not saved them yet.")] : [];
  told.replaceChildren(line(unsentWords(number)), ...words, line(days), ...(kit || any ? [putAway()] : []));
  box.hidden = false;
}

// What was not sent stays: putting away is no way to lose it.
function putAway() {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-secondary", textContent: "Clear my days from this phone" });
  button.addEventListener("click", async () => {
    if (!await sure()) return;
    await store.clearDays();
    await show();
  });
  const whole = document.createElement("p");
  whole.append(button);
  return whole;
}

// Where the browser keeps nothing, there is nothing to tell.
show().catch(() => {});
