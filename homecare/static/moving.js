// An exercise in motion, in the place of its picture. It is fetched when somebody asks to see it.
const STEP = 66; // milliseconds: fifteen pictures a second are smooth enough, and spare the battery
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export const mayMove = () => !calm.matches && !navigator.connection?.saveData;
const moves = (box) => box.querySelector("[data-moving]");

async function fetched(name) {
  const answer = await fetch(`/pictures/${name}.svg`).catch(() => null);
  if (!answer?.ok) return null;
  const svg = new DOMParser().parseFromString(await answer.text(), "image/svg+xml").documentElement;
  return document.importNode(svg, true);
}

// When in a round the whole body rests, as shares of it: nothing is drawn anew meanwhile.
function restsOf(svg) {
  const ways = [...svg.querySelectorAll("animate")];
  const states = ways.map((way) => way.getAttribute("values").split(";"));
  const times = ways[0].getAttribute("keyTimes").split(";").map(Number);
  return times.slice(1).flatMap((to, i) => (states.every((all) => all[i] === all[i + 1]) ? [[times[i], to]] : []));
}

export async function start(box) {
  const name = box.dataset.picture;
  if (!("moves" in box.dataset) || !mayMove() || moves(box)) return;
  const svg = await fetched(name);
  if (!svg || moves(box) || box.dataset.picture !== name || !box.querySelector("svg")) return;
  svg.dataset.moving = "";
  box.querySelector("svg").after(svg);
  box.classList.add("is-moving");
  svg.pauseAnimations();
  const rests = restsOf(svg);
  const round = parseFloat(svg.querySelector("animate").getAttribute("dur"));
  const begun = performance.now();
  let resting = -1;
  const timer = setInterval(() => {
    if (!svg.isConnected) return clearInterval(timer);
    if (calm.matches) return stop(box);
    if (document.hidden) return;
    const seconds = (performance.now() - begun) / 1000;
    const share = (seconds % round) / round;
    const rest = rests.findIndex(([from, to]) => from <= share && share < to);
    if (rest < 0 || rest !== resting) svg.setCurrentTime(seconds);
    resting = rest;
  }, STEP);
}

// The picture of an easier way, in the words that are open. Without signal the words alone say it.
export async function easier(box) {
  const svg = await fetched(box.dataset.easier);
  if (svg) box.replaceChildren(svg);
  else box.hidden = true;
}

export function stop(box) {
  moves(box)?.remove();
  box.classList.remove("is-moving");
}

export const turn = (box) => (moves(box) ? stop(box) : start(box));
