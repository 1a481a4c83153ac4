// What was typed or chosen in one form of a page, and not sent, is asked about before the page goes:
// by another form's button, a link, or the way back. Nothing of it is kept on the machine.
const words = "textarea, input:not([type=hidden], [type=submit])";
// What was sent while signed out is given back on the page, in the form that goes there.
const given = document.querySelector("meta[name=homecare-given-back]")?.content;
const isGiven = (form) => Boolean(given) && form.method === "post" && new URL(form.action).pathname === given;
let sent = null;

const altered = (each) => (/^(checkbox|radio)$/.test(each.type) ? each.checked !== each.defaultChecked : each.value !== each.defaultValue);
const usual = (select) => [...select.options].findLastIndex((each) => each.defaultSelected);
const chosen = (select) => select.selectedIndex !== Math.max(0, usual(select));
// A form that came back with an error, or with changes that are still to be saved, holds them as its own.
const returned = (form) => form.matches("[data-unsent]") || isGiven(form) || form.querySelector(".has-error, [aria-invalid=true]");

const unsent = (form) => form !== sent && form.method === "post" && !form.matches("[data-live-form]")
  && (returned(form) || [...form.querySelectorAll(words)].some(altered) || [...form.querySelectorAll("select")].some(chosen));

addEventListener("submit", (event) => { sent = event.target; });
// A form whose sending was called off is one like the others again.
addEventListener("input", () => { sent = null; });
addEventListener("beforeunload", (event) => {
  if (navigator.userActivation?.hasBeenActive !== false && [...document.forms].some(unsent)) event.preventDefault();
  sent = null;
});

const back = given && [...document.forms].find(isGiven);
if (back) {
  for (let each = back; each; each = each.parentElement) if (each.localName === "details") each.open = true;
  back.scrollIntoView({ block: "center" });
}
