"""Whether what is ticked, chosen or in focus keeps every other control of a page where it is."""

from collections.abc import Iterator

from playwright.sync_api import Page

WIDTHS = (320, 360, 390, 430, 768, 1280)
DRAWN = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
# Every box is ticked, chosen and brought into focus in turn, and put back; nothing is sent.
TICK = r"""() => {
  const main = document.querySelector("main");
  const controls = [...main.querySelectorAll("a, button, input:not([type=hidden]), select,"
    + "textarea, summary, label")].filter((e) => e.getClientRects().length);
  const stays = (e) => e && (/fixed|sticky/.test(getComputedStyle(e).position)
    || stays(e.parentElement));
  const pinned = new Set(controls.filter(stays)); // to the screen, wherever the page is
  const boxes = () => controls.map((e) => {
    const { left, top, width, height } = e.getBoundingClientRect();
    return [left, pinned.has(e) ? 0 : top + scrollY, width, height];
  });
  const name = (e) => `${e.name ?? ""} ${e.htmlFor ?? e.value ?? ""} ${e.textContent.trim()}`;
  const found = new Set();
  const compare = (was, by) => boxes().forEach((box, i) => {
    if (box.some((value, at) => Math.abs(value - was[i][at]) > 0.5))
      found.add(`${by.name}=${by.value} moves ${name(controls[i])}: ${was[i]} → ${box}`);
  });
  for (const e of controls) {
    const was = boxes();
    e.focus({ preventScroll: true });
    compare(was, e);
    e.blur();
  }
  for (const e of controls.filter((each) => /^(radio|checkbox)$/.test(each.type))) {
    const was = boxes(), before = controls.map((each) => each.checked);
    e.checked = !e.checked;
    compare(was, e);
    controls.forEach((each, i) => { if (before[i] !== undefined) each.checked = before[i]; });
  }
  return [...found];
}"""


def moved(page: Page) -> Iterator[str]:
    """What moves another control of the open page, at every width."""
    before = page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        page.evaluate(DRAWN)
        yield from (f"{width}: {found}" for found in page.evaluate(TICK))
    if before:
        page.set_viewport_size(before)
