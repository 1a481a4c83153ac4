// Signed out in another tab: this page shows nothing of those days any longer either. The page that signs
// out goes by itself. Nor does it where somebody else is signed in by now (Today asks by itself,
// where the browser keeps anything).
const whose = document.querySelector("meta[data-owner]")?.dataset.owner;

// Whoever has ticked a red flag is not led away from it: sending it says what to do.
const STAYS = "form[data-leaving], :is([name=yes], [name=unsure], [name=nerves]:not([value=no])):checked";

function left(address) {
  if (document.querySelector(STAYS)) return;
  document.getElementById("main").replaceChildren();
  location.replace(address);
}

async function ask() {
  if (document.hidden || !whose || document.querySelector("[data-phone]:not([data-phone=plain])")) return;
  const answer = await fetch(`/api/v1/sync/token?owner=${whose}`, { cache: "no-store" });
  if ([403, 410].includes(answer.status) || (answer.ok && (await answer.json()).owner !== whose)) left("/today?whose");
}
const asked = () => ask().catch(() => {});

document.addEventListener("visibilitychange", asked);
if ("BroadcastChannel" in window) {
  new BroadcastChannel("homecare").addEventListener("message", ({ data }) => {
    if (data === "left") left("/today");
    if (data === "deleted") left("/record-deleted");
    if (data === "whose") asked();
  });
}
