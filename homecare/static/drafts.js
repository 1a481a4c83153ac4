// What a client types is kept on this phone as it is typed, until it is saved or taken out by hand:
// a reload, another page or a lost connection costs no word. It is shown to nobody else.
import { warn } from "./still.js";
import * as store from "./store.js";

const OLDEST = 7 * 86_400_000;
const KEPT = "What you typed before is still here. It is not saved yet.";
const nothing = () => {};

// Whose words they are says the form itself: this phone may remember somebody else.
const nameOf = ({ form, name }) => `draft ${form.elements.record.value} ${new URL(form.action, location).pathname} ${name}`;
// A line of one's own has an end; a setting that is written out, like a time zone, has none.
const WORDS = ":is(textarea[name], input[type=text][maxlength])";
const FIELD = `main form[method=post]:has([name=record]) ${WORDS}`;

// One write of a field at a time, and then the newest of what came meanwhile: who types faster than
// this phone writes leaves no queue behind that another page would cut off.
const NOTHING = Symbol("nothing came meanwhile");
const meanwhile = new Map();

async function jot(name, value) {
  if (meanwhile.has(name)) { meanwhile.set(name, value); return; }
  meanwhile.set(name, NOTHING);
  await store.jot(name, value).catch(nothing);
  const newest = meanwhile.get(name);
  meanwhile.delete(name);
  if (newest !== NOTHING) await jot(name, newest);
}

addEventListener("pagehide", () => {
  for (const [name, newest] of meanwhile) if (newest !== NOTHING) store.jot(name, newest).catch(nothing);
});

function keep(field) {
  const { value: text, defaultValue: base } = field;
  return jot(nameOf(field), text === base ? undefined : { text, base, at: Date.now() });
}

// What a form held has been saved, whatever page stands there by now.
function forget(form) {
  for (const field of form.querySelectorAll(WORDS)) jot(nameOf(field));
}

// Puts words back where nothing else was typed meanwhile. What saves itself when it is left is saved,
// unless something newer stands there.
export async function restore() {
  for (const field of document.querySelectorAll(FIELD)) {
    const name = nameOf(field);
    const kept = await store.setting(name);
    if (!kept || field.value !== field.defaultValue) continue;
    // Sent and refused: the page holds the words, and they are still to be saved.
    if (kept.text === field.value && field.form.querySelector(".has-error")) continue;
    if (kept.text === field.value || Date.now() - kept.at > OLDEST) { await store.drop(name); continue; }
    field.value = kept.text;
    if (kept.base === field.defaultValue && field.form.matches("[data-send-on-change]")) field.form.requestSubmit();
    else warn(KEPT);
  }
}

addEventListener("input", ({ target }) => {
  if (target.matches(FIELD)) keep(target);
});
addEventListener("saved", ({ target }) => { if (target.elements.record) forget(target); });
// A form of a whole page was saved: the next page says which.
const saved = document.querySelector("meta[name=homecare-saved]")?.content;
if (saved) store.dropDrafts(saved).catch(nothing);
// Today says itself when its fields stand there.
if (!document.querySelector("meta[name=homecare-day]")) restore().catch(nothing);
