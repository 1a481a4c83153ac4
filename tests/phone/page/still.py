"""A page that is watched: whatever moves on it, and by how much."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page

# In every frame from now on, where each control is; what was elsewhere once is remembered.
WATCH = r"""() => {
  const name = (e) => [e.id, e.closest("form")?.getAttribute("action") ?? "",
    e.closest("[id]")?.id, e.getAttribute("name") ?? "", e.value ?? "", e.tagName,
    e.getAttribute("href") ?? ""].join(" ");
  const found = () => new Map([...document.querySelectorAll(
      "main a, main button, main input:not([type=hidden]), main select, main textarea,"
      + "main summary, header a, #install button")]
    .filter((e) => e.checkVisibility({ visibilityProperty: true }))
    .map((e) => [name(e), e.getBoundingClientRect()])
    .filter(([, box]) => box.height));
  const first = found();
  const [from, high] = [scrollY, document.documentElement.scrollHeight];
  window.moved = new Set();
  const look = () => {
    for (const [key, at] of found()) {
      const was = first.get(key);
      const near = (a, b) => Math.abs(a - b) < 1;
      if (was && !(near(was.left, at.left) && near(was.top, at.top) && near(was.width, at.width)))
        window.moved.add(`${key}: ${was.left},${was.top} → ${at.left},${at.top}`
          + ` (scrolled ${from} → ${scrollY},`
          + ` high ${high} → ${document.documentElement.scrollHeight})`);
    }
    window.watching = requestAnimationFrame(look);
  };
  cancelAnimationFrame(window.watching);
  look();
}"""


FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


NO_ANCHORS = """addEventListener("DOMContentLoaded", () => {
  const style = new CSSStyleSheet();
  style.replaceSync("* { overflow-anchor: none !important; }");
  document.adoptedStyleSheets = [style];
  document.documentElement.style.fontSize = "SIZE";
})"""


SIZES = ("100%", "200%")
SENT = re.compile(r"Sent \d\d:\d\d")


class Still:
    """A page on which nothing may move."""

    def __init__(self, page: Page, pair: tuple[int, int] = (6, 7)) -> None:
        self.page = page
        self.pair = pair  # scores that are on one screen together

    def tap(self, where: tuple[float, float]) -> None:
        """A finger comes down there, whatever stands there now."""
        self.page.mouse.click(*where)

    def place(self, selector: str) -> tuple[float, float]:
        """Where somebody sees a control."""
        box = self.page.locator(selector).first.bounding_box()
        assert box is not None, selector
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def bring(self, there: Locator) -> None:
        """Scroll until it is in the middle of the screen.

        What the browser still scrolls by itself, to a caret that was put somewhere a moment
        before, comes with the next frame: nobody watches until then.
        """
        there.evaluate("e => e.scrollIntoView({ block: 'center', behavior: 'instant' })")
        self.page.evaluate(FRAMES)

    def press(self, button: Locator) -> None:
        """Tap a button in the middle of the screen; nothing may have moved."""
        self.bring(button)
        box = button.bounding_box()
        assert box is not None
        self.after(lambda: self.tap((box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)))

    def after(self, action: Callable[[], None]) -> None:
        """Do something, and assert that no control was elsewhere at any time meanwhile."""
        self.page.evaluate(WATCH)
        action()
        self.page.evaluate(FRAMES)
        moved = self.page.evaluate("[...window.moved]")
        assert moved == [], "\n".join(moved)
