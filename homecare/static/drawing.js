// Puts a day together from the pages that the server drew: every word and picture is its own.
import { dayName, fullDate, shift, shortName } from "./dates.js";
import { isBefore, outcomeOf, reportedInFull, standingWords } from "./days.js";
import { newId } from "./outbox.js";
import { illustrated } from "./pictures.js";
import { still } from "./still.js";

const parsed = new WeakMap();

// The main part of one of the kit's pages, as a copy to cut up.
function page(kit, version, name) {
  if (!parsed.has(kit)) parsed.set(kit, new Map());
  const key = `${version?.id ?? ""}|${name}`;
  const pages = parsed.get(kit);
  if (!pages.has(key)) {
    const plain = kit.pages[version?.id ?? ""]?.[name] ?? "";
    const html = name === "today" ? illustrated(plain, kit) : plain;
    pages.set(key, new DOMParser().parseFromString(html, "text/html").querySelector("main"));
  }
  return pages.get(key)?.cloneNode(true);
}

const partOf = (main, name) => main.querySelector(`#part-${CSS.escape(name)}`);
const one = (tag, className, text) => Object.assign(document.createElement(tag), { className, textContent: text });

export function drawDay(kit, shown, today, where) {
  const past = shown.day !== today;
  const pages = (name) => page(kit, shown.version, name);
  const main = pages(past ? "past" : shown.flare ? "flare" : "today");
  if (!main) return null;
  drawHead(main, kit, shown.day, today);
  drawState(main, kit, shown, pages);
  drawEntered(partOf(main, "entered"), kit.entered?.[shown.day]);
  if (!kit.stopped) drawExercises(main, kit, shown, pages, past, where);
  if (!kit.stopped && !past) drawGo(partOf(main, "go"), shown, pages);
  for (const kind of ["sitting", "bath"]) drawKept(main, shown, pages, kind, where);
  drawPain(main, shown.said("pain"), pages, where);
  drawNote(main, shown.said("note"), pages, where);
  for (const each of main.querySelectorAll("form[action]")) goesTo(each, shown.day);
  return main;
}

// The page that begins a flare-up, or ends the one that is on, where the exercises are not stopped.
export function drawFlareUp(kit, { version, day, flare, began, said }) {
  const main = page(kit, version, flare ? "flare-over" : "flare-up");
  main?.querySelector("#better-back")?.toggleAttribute("hidden", !said("better"));
  for (const form of main?.querySelectorAll('form[action$="/flare"]') ?? []) goesTo(form, form.id === "no-flare-up" ? began : day);
  return main;
}

// A form of its own day, whose entry has a number of its own.
function goesTo(form, day) {
  form.setAttribute("action", form.getAttribute("action").replace(/\d{4}-\d\d-\d\d/, day));
  form.querySelector("[name=entry_id]")?.setAttribute("value", newId());
}

function drawHead(main, kit, day, today) {
  const nav = main.querySelector(".day-nav");
  nav.querySelector("h1").textContent = dayName(day, today);
  nav.querySelector(".lead")?.remove();
  if (shift(day, 2) > today) nav.querySelector("h1").after(one("p", "lead", fullDate(day)));
  const links = nav.querySelector("nav");
  const icons = [...(links?.querySelectorAll("svg") ?? [])];
  links?.replaceChildren();
  if (day > kit.first) links?.append(way(shift(day, -1), today, icons[0], true));
  if (day < today) links?.append(way(shift(day, 1), today, icons[1] ?? null, false));
}

function way(day, today, icon, earlier) {
  const link = Object.assign(document.createElement("a"), { href: day === today ? "/today" : `/today/${day}` });
  link.append(...(earlier ? [icon ?? "", shortName(day, today)] : [shortName(day, today), icon ?? ""]));
  return link;
}

function drawState(main, kit, shown, pages) {
  partOf(main, "state").replaceChildren(...standingWords(shown, kit).map(([words, room]) => {
    const line = one("p", "lead room", "");
    line.dataset.room = room;
    line.append(one("span", "", words));
    return line;
  }));
  if (!shown.said("better")) return;
  const [asked, reported] = [partOf(main, "better"), partOf(pages("done"), "better")];
  if (asked) asked.replaceWith(reported);
  else if (reported) {
    const then = Object.assign(one("section", "mb-4", ""), { id: "better-then" });
    then.append(reported);
    partOf(main, "note").after(then);
  }
}

// Who entered something of the day for the client, as the practice said it last.
function drawEntered(part, who) {
  if (who) part?.replaceChildren(one("p", "soft", `${who} If something is not right, change it here or tell them.`));
}

function drawExercises(main, kit, shown, pages, past, where) {
  const section = main.querySelector("#exercises");
  const heading = section.querySelector("h2");
  const cards = shown.items.map((item) => drawExercise(item, shown, (name) => page(kit, item.of ?? shown.version, name), past, where));
  const empty = pages(shown.away ? "away" : shown.flare ? "flare" : "none").querySelector("#exercises");
  if (!cards.length) { section.replaceWith(empty); return; }
  const note = shown.away ? empty.querySelector(":scope > .panel") : shown.flare && pages("flare").querySelector(".flare-note");
  section.replaceChildren(heading, ...(note ? [note] : []), ...cards);
}

// The button to go through the exercises, as long as one of them is left; then its place.
function drawGo(go, shown, pages) {
  const left = shown.due.some((item) => !reportedInFull(shown, item));
  go.replaceChildren(...(shown.due.length ? partOf(pages("today"), "go").childNodes : []));
  go.querySelector("button")?.classList.toggle("unsaid", !left);
}

function drawExercise(item, shown, pages, past, where) {
  const card = partOf(pages("today"), item.line);
  const report = shown.said("exercise", item.line);
  const due = shown.due.includes(item);
  if (!due || isBefore(shown, item)) {
    delete card.dataset.due;
    card.querySelector(".exercise-words").append(one("p", "soft", due ? `Reported before the ${item.of ? "programme changed" : "flare-up"}: it counts` : "Not due on this day"));
  }
  if (report) fillReport(card, partOf(pages(stateOf(report.body, item)), item.line), report, where);
  if (past) {
    const words = card.querySelector('button[value="not"] span span');
    if (words) words.textContent = "Not done";
  }
  return card;
}

function stateOf(body, item) {
  const said = outcomeOf(body, item);
  return said === "partly" && body.times ? `times-${body.times}` : said;
}

// The report's part of a card, below "how to do it", as it looks once this was reported.
function fillReport(card, reported, report, where) {
  if (!reported) return;
  card.className = reported.className;
  if ("more" in reported.dataset) card.dataset.more = "";
  const howTo = card.querySelector(".how-to");
  const inside = reported.querySelector(".exercise-report");
  inside.querySelector(".how-to")?.replaceWith(howTo);
  card.querySelector(".exercise-report").replaceWith(inside);
  const reason = inside.querySelector("[name=reason]");
  if (report.body.reason) reason.querySelector(`[value="${report.body.reason}"]`)?.setAttribute("selected", "");
  where(inside, report);
}

function drawKept(main, shown, pages, kind, where) {
  const asked = partOf(main, kind);
  if (!asked) return;
  const advice = shown.version?.advice.find((each) => each.kind === kind);
  if (!advice || advice.until < shown.day) {
    const around = asked.parentElement;
    asked.remove();
    if (!around.querySelector("[data-live]")) around.remove(); // a heading over nothing
    if (kind === "sitting") main.querySelectorAll("#sitting-timer, [data-sit]").forEach((each) => each.remove());
    return;
  }
  const report = shown.said(kind);
  if (!report) return;
  const names = { kept: "done", not_kept: "partly", could_not: "not" };
  const reported = report.body.kept ? partOf(pages(names[report.body.kept]), kind) : asked;
  if (reported !== asked) asked.replaceWith(reported);
  const timed = reported.querySelector(".timed");
  if (timed && report.body.minutes) {
    for (const each of [timed, reported.querySelector("[name=minutes]")]) each.classList.remove("unsaid");
    timed.querySelector("strong").textContent = report.body.minutes;
  }
  where(reported, report);
}

function drawPain(main, report, pages, where) {
  if (!report) return;
  const reported = partOf(pages("done"), "pain");
  for (const site of ["leg", "back"]) {
    reported.querySelectorAll(`[name=${site}]`).forEach((input) => {
      if (String(report.body[site] ?? "") === input.value) input.setAttribute("checked", "");
    });
  }
  partOf(main, "pain").replaceWith(reported);
  where(reported, report);
}

function drawNote(main, report, pages, where) {
  if (!report) return;
  const reported = partOf(pages("done"), "note");
  reported.querySelector("textarea").textContent = report.body.text;
  partOf(main, "note").replaceWith(reported);
  where(reported, report);
}

// Only what changed is replaced, so that the page stays where it is and focus is kept.
export function takeIn(main, fresh) {
  // Whose record it is is never taken away by a page that does not know yet that there are two.
  if (shape(main) !== shape(fresh) || (nameOf(fresh) && nameOf(fresh) !== nameOf(main))) {
    still(main, () => takeWhole(main, fresh));
    return;
  }
  for (const part of main.querySelectorAll("[data-live]")) {
    const next = fresh.querySelector(`#${CSS.escape(part.id)}`);
    if (bare(part) === bare(next)) continue;
    if (part.querySelector(".scale")) tellBelow(part, next);
    else if (part.querySelector("textarea")) tellOfNote(part, next);
    else replace(part, next);
  }
  const [shown, next] = [partOf(main, "better"), partOf(fresh, "better")];
  if (shown && next && bare(shown) !== bare(next)) replace(shown, next);
}

function takeWhole(main, fresh) {
  const focused = document.activeElement?.id;
  const drafts = new Map([...main.querySelectorAll("textarea")].map((each) => [each.id, each.value]));
  const own = (name) => main.querySelector(`#${name}`) ?? "";
  // Midnight makes Today yesterday's page: what a sitting timer says there stays.
  const timer = main.querySelector("#sitting-timer[data-state]");
  if (timer && !fresh.querySelector("#sitting-timer")) partOf(fresh, "note").after(timer);
  const whose = nameOf(fresh) ? "" : own("whose");
  main.replaceChildren(own("said"), own("instead"), whose, ...[...fresh.childNodes].filter((node) => node.id !== "said"), own("outbox") || own("outbox-room"));
  for (const [id, words] of drafts) if (words) document.getElementById(id).value = words;
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

const words = (each) => each?.textContent.replace(/\s+/g, " ").trim() ?? "";

const nameOf = (main) => words(main.querySelector("#whose"));

// Whether two pages tell somebody the same about red flags.
export const sameAlarm = (main, fresh) => words(partOf(main, "stopped")) === words(partOf(fresh, "stopped"));

// What a page is made of; a section that is not live is known by its words.
const shape = (main) => [...main.querySelectorAll("[data-live], form[action], section")]
  .filter((each) => !each.closest("#outbox, #sitting-timer, #part-better"))
  .filter((each) => each.matches("[data-live]") || !each.closest("[data-live]"))
  .map((each) => each.id || each.getAttribute("action") || (each.querySelector("[data-live]") ? "section" : words(each))).join(" ");

// Names and tokens that differ on every page are no reason to redraw a part.
function bare(part) {
  const copy = part.cloneNode(true);
  copy.querySelectorAll("[name=entry_id], [name=csrf_token]").forEach((field) => field.removeAttribute("value"));
  copy.querySelectorAll("[data-picture]").forEach((box) => box.replaceWith(box.dataset.picture)); // it may move
  return copy.innerHTML.replace(/\s+/g, " ");
}

// A thumb may be coming down on a score: the numbers stay where they are, what is reported below changes.
function tellBelow(part, fresh) {
  for (const input of fresh.querySelectorAll(".scale input")) {
    const shown = part.querySelector(`#${input.id}`);
    shown.toggleAttribute("checked", input.defaultChecked);
    if (input.defaultChecked) shown.checked = true;
  }
  // Taken back elsewhere; here it was cleared by the tap itself.
  if (!fresh.querySelector("[checked]") && !part.contains(document.activeElement)) {
    part.querySelectorAll(".scale input").forEach((input) => { input.checked = false; });
  }
  part.querySelector(".saved-row").replaceWith(fresh.querySelector(".saved-row"));
  delete part.querySelector("form").dataset.unsent;
  part.querySelector("form").setAttribute("action", fresh.querySelector("form").getAttribute("action"));
}

// Somebody may be writing: the words, the caret and the size of the field stay.
function tellOfNote(part, fresh) {
  part.querySelector(".reported").replaceWith(fresh.querySelector(".reported"));
  const [shown, next] = [part.querySelector("textarea"), fresh.querySelector("textarea")];
  if (shown.value === shown.defaultValue && shown !== document.activeElement) shown.value = next.defaultValue;
  shown.defaultValue = next.defaultValue;
  part.querySelector("form").setAttribute("action", fresh.querySelector("form").getAttribute("action"));
}

function replace(part, fresh) {
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  const inside = part.contains(document.activeElement);
  const opened = [...part.querySelectorAll("details.how-to")].map((each) => each.open);
  part.replaceWith(fresh);
  fresh.querySelectorAll("details.how-to").forEach((each, i) => { each.open = opened[i]; });
  const next = focused ? document.getElementById(focused) : inside ? fresh.querySelector("[aria-pressed=true], button") : null;
  next?.focus({ preventScroll: true });
}
