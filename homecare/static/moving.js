// An exercise in motion, in the place of its picture. It is fetched when somebody asks to see it.
const STEP = 85; // milliseconds: twelve pictures a second are smooth enough, and spare the battery
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export const mayMove = () => !calm.matches && !navigator.connection?.saveData;
const moves = (box) => box.querySelector("[data-moving]");

async function fetched(name) {
  const answer = await fetch(`/pictures/${name}.svg`).catch(() => null);
  if (!answer?.ok) return null;
  const svg = new DOMParser().parseFromString(await answer.text(), "image/svg+xml").documentElement;
  return document.importNode(svg, true);
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
  // A picture that the browser still has from before says nothing of its rests.
  const [leaves, there, turns, round] = (svg.dataset.tempo ?? "0 0 0 1").split(" ").map(Number);
  const quarter = (round - turns) / 4; // of the way: the first and the last are slow, and half as many pictures do
  const begun = performance.now();
  let rested = 0;
  let odd = false;
  const timer = setInterval(() => {
    if (!svg.isConnected) clearInterval(timer);
    else if (calm.matches) stop(box);
    else if (!document.hidden) {
      const seconds = (performance.now() - begun) / 1000;
      const at = seconds % round;
      const rests = at < leaves ? 1 : at > there && at < turns ? 2 : 0;
      odd = !odd && [leaves, there, turns, round].some((end) => Math.abs(at - end) < quarter);
      if (rests ? rests !== rested : !odd) svg.setCurrentTime(seconds);
      rested = rests;
    }
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
