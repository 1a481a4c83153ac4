// Visits to come: those that are over meanwhile are not shown, and the practice's place is named
// where this phone's own clock shows another time then.
const two = (number) => String(number).padStart(2, "0");

function wallAt(at) {
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join("-");
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

function tell() {
  const visits = [...document.querySelectorAll("[data-visit]")];
  for (const each of visits) {
    const at = new Date(each.dataset.visit);
    each.hidden = at < Date.now();
    if (wallAt(at) !== each.dataset.wall) each.querySelector(".zone-named").hidden = false;
  }
  const part = document.getElementById("part-visits");
  if (part && visits.length) part.hidden = visits.every((each) => each.hidden);
}

tell();
document.addEventListener("visibilitychange", tell);
const main = document.getElementById("main");
// Today is drawn anew from what the phone kept; attributes that change here are no such change.
if (main) new MutationObserver(tell).observe(main, { childList: true, subtree: true });
