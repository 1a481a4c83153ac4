// The pictures of the exercises, and how they are done: what the page brought, or an older kit, is not fetched again.
import { moving } from "./later.js";

const seen = new Map();

const isDrawn = (box) => box.firstElementChild?.matches("svg");

function look(kit) {
  for (const [name, html] of Object.entries({ ...kit?.pictures, ...kit?.how })) if (html) seen.set(name, html);
  for (const box of document.querySelectorAll("[data-picture]")) if (isDrawn(box)) seen.set(box.dataset.picture, box.firstElementChild.outerHTML);
  for (const box of document.querySelectorAll("[data-how]")) if (!seen.has(box.dataset.how)) seen.set(box.dataset.how, box.innerHTML);
}

// The names of what is here, as the server asks for them.
export function seenSoFar(kit) {
  look(kit);
  return { "X-Seen-Pictures": [...seen.keys()].join(" ") };
}

const whole = (named) => Object.fromEntries(Object.keys(named ?? {}).map((name) => [name, named[name] ?? seen.get(name) ?? ""]));

// A fresh kit with all that it names.
export const completed = (kit) => ({ ...kit, pictures: whole(kit.pictures), how: whole(kit.how) });

// A page of the kit with pictures and words in their places.
export const illustrated = (html, kit) => html.replace(/ data-(?:picture|how)="(\w+)">/g, (place, name) => place + (kit.pictures?.[name] ?? kit.how?.[name] ?? ""));

// Opening how it is done fetches how it is made easier; its room is kept from the first moment.
document.addEventListener("toggle", ({ target }) => {
  const box = target.open && target.querySelector("[data-easier][hidden]");
  if (!box) return;
  box.hidden = false;
  const room = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  room.setAttribute("class", "fig");
  room.setAttribute("viewBox", `0 0 640 ${box.dataset.high}`);
  box.append(room);
  moving().then((part) => part.easier(box), () => { box.hidden = true; });
}, true);

// A tap on a picture of Today shows it large and in motion, another one as it was.
document.addEventListener("click", (event) => {
  const box = event.target.closest?.("#exercises [data-moves]");
  if (box) moving().then((part) => part.turn(box), () => {}); // without it the picture stays as it is
});
