"""Whether a client's page has room for its words: on the smallest phone, and with enlarged text."""

from collections.abc import Iterator
from itertools import product

from playwright.sync_api import Page, ViewportSize

NARROWEST: ViewportSize = {"width": 320, "height": 568}  # WCAG 2.2, 1.4.10: reflow
SMALL: ViewportSize = {"width": 360, "height": 640}
TABLET: ViewportSize = {"width": 768, "height": 1024}
SIZES = (NARROWEST, SMALL, TABLET)
TEXT = ("100%", "200%")  # WCAG 2.2, 1.4.4: resize text
MOST_COVERED = 0.3  # of the height of a screen, by what stays put while the page is scrolled: ours

ENLARGE = "size => { document.documentElement.style.fontSize = size; }"
# A bar is measured and let go in the next frame.
DRAWN = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
FIND = r"""(most) => {
  const TAPPED = ".btn, .tap, summary, select, textarea, .choice label, .scale-step, .tabs a";
  const found = [], page = document.scrollingElement, wide = page.clientWidth;
  const root = document.querySelector("dialog[open]") ?? document.body;
  const name = ({ tagName, className, innerText }) =>
    `${tagName.toLowerCase()}.${className} “${innerText?.trim().slice(0, 30)}”`;
  const cut = (e) => /hidden|clip/.test(getComputedStyle(e).overflow)
    && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1);
  const spills = (e) => e.matches("button, .btn, label, summary, h1, h2, h3, p")
    && getComputedStyle(e).display !== "inline" && e.scrollWidth > e.clientWidth + 2;
  const scrolls = (e) => e && e !== root && (scrolls(e.parentElement)
    || (/auto|scroll/.test(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth));
  if (Math.max(page.scrollWidth, root.scrollWidth) > wide + 1) found.push("scrolls sideways");
  for (const e of root.querySelectorAll("*")) {
    const { left, right, width, height } = e.getBoundingClientRect();
    const unseen = !e.checkVisibility() || !width || !height;
    if (unseen || e.closest("svg, .visually-hidden, .skip")) continue;
    if ((right > wide + 1 || left < -1) && !scrolls(e)) found.push(`stands outside: ${name(e)}`);
    if (cut(e)) found.push(`is cut off: ${name(e)}`);
    if (spills(e)) found.push(`does not fit: ${name(e)}`);
    if (e.matches(TAPPED) && height < 43.5) found.push(`too low for a thumb: ${name(e)}`);
  }
  // What has not moved although the page has: it stays put and covers what is below it.
  const box = root === document.body ? page : root, before = new Map();
  const stays = (e) => /fixed|sticky/.test(getComputedStyle(e).position);
  const stuck = [...root.querySelectorAll("*")].filter(stays);
  const way = box.scrollHeight - innerHeight; // how far it can be scrolled
  box.scrollTop = way / 2;
  for (const e of stuck) before.set(e, e.getBoundingClientRect().top);
  box.scrollTop += way / 4;
  for (const [e, top] of before) {
    const now = e.getBoundingClientRect();
    const seen = Math.min(innerHeight, now.bottom) - Math.max(0, now.top);
    const covers = way > 80 && now.top === top && seen > most * innerHeight;
    if (covers) found.push(`covers the page: ${name(e)}`);
  }
  box.scrollTop = 0;
  return [...new Set(found)];
}"""


def cramped(page: Page) -> Iterator[str]:
    """What has no room on the open page, at every size, with text as it is and twice as large."""
    before = page.viewport_size
    for size, text in product(SIZES, TEXT):
        page.set_viewport_size(size)
        page.evaluate(ENLARGE, text)
        page.evaluate(DRAWN)
        where = f"{size['width']} × {size['height']}, text at {text}"
        yield from (f"{where}: {found}" for found in page.evaluate(FIND, MOST_COVERED))
    page.evaluate(ENLARGE, "")
    if before:
        page.set_viewport_size(before)
