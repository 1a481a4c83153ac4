// What a client types is kept on this phone as it is typed, until it is saved or taken out by hand:
// a reload, another page or a lost connection costs no word. It is shown to nobody else.
import { warn } from "./still.js";
import * as store from "./store.js";

const OLDEST = 7 * 86_400_000;
const KEPT = "What you typed before is still here. It is not saved yet.";
const today = document.querySelector("meta[name=homecare-day]");
const nothing = () => {};

const owner = async () => today?.dataset.owner || store.setting("owner");
const nameOf = (whose, { form, name }) => `draft ${whose} ${new URL(form.action, location).pathname} ${name}`;
const fields = () => [...document.querySelectorAll("main form[method=post] textarea[name]")];

async function keep(field) {
  const whose = await owner();
  if (!whose) return;
  const { value: text, defaultValue: base } = field;
  if (text === base) await store.drop(nameOf(whose, field));
  else await store.set(nameOf(whose, field), { text, base, at: Date.now() });
}

// Puts words back where nothing else was typed meanwhile. What saves itself when it is left is saved,
// unless something newer stands there.
export async function restore() {
  const whose = await owner();
  for (const field of whose ? fields() : []) {
    const name = nameOf(whose, field);
    const kept = await store.setting(name);
    if (!kept || field.value !== field.defaultValue) continue;
    if (kept.text === field.value || Date.now() - kept.at > OLDEST) { await store.drop(name); continue; }
    field.value = kept.text;
    if (kept.base === field.defaultValue && field.form.matches("[data-send-on-change]")) field.form.requestSubmit();
    else warn(KEPT);
  }
}

addEventListener("input", ({ target }) => {
  if (target.matches("main form[method=post] textarea[name]")) keep(target).catch(nothing);
});
// Today says itself when its fields stand there.
if (!today) restore().catch(nothing);
