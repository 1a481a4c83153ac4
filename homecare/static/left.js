// Signed out in another tab: this page shows nothing of those days any longer either. The page that signs
// out goes by itself.
function left(address) {
  if (document.querySelector("form[data-leaving]")) return;
  document.getElementById("main").replaceChildren();
  location.replace(address);
}

if ("BroadcastChannel" in window) {
  new BroadcastChannel("homecare").addEventListener("message", ({ data }) => {
    if (data === "left") left("/today");
    if (data === "deleted") left("/record-deleted");
  });
}
