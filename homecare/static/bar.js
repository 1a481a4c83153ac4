// The bar of the client's pages stays in sight only while it leaves room for the page. Where text is
// much enlarged it would not: then it stands in the page and scrolls away. It is measured, because a
// media query never hears of text that was enlarged on the page alone.
const MOST = 0.25; // of the height of the screen
const narrow = matchMedia("(max-width: 47.99rem)");
const bars = [".reach", ".topbar"].map((name) => document.querySelector(`.client ${name}`));

function measure() {
  const bar = bars[narrow.matches ? 0 : 1];
  document.documentElement.classList.toggle("loose", bar.offsetHeight > MOST * innerHeight);
}

if (bars[0]) {
  const watch = new ResizeObserver(measure);
  bars.forEach((bar) => watch.observe(bar));
  addEventListener("resize", measure);
}
