"""Whether everybody can use a page: WCAG 2.2 AA by axe, no scrolling sideways, no sentences that
stick together, and on a phone nothing too small for a thumb or an eye, no button that touches the
words above or below it."""

from collections.abc import Iterator

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, ViewportSize

from tests.browser.axe.colours import are_right, wrong_colours

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 800}

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WHOLE = {"runOnly": LEVELS, "resultTypes": ["violations"]}
ALL_BUT_COLOURS = {**WHOLE, "rules": {"color-contrast": {"enabled": False}}}
FIND = """async options => (await axe.run(options)).violations.map(
    v => `${v.id} ${v.nodes.map(n => n.target.join(' ')).join(', ')}`)"""
STUCK = (
    """() => document.body.innerText.match(/[^\\s]*\\p{Ll}{2}[.?!][A-Z]\\p{Ll}[^\\s]*/gu) ?? []"""
)
# Folded parts are opened while it looks. A link in a sentence is as high as its line.
TOO_SMALL = """() => {
  const pressed = "button, .btn, .tap, summary, select, textarea, .timeline-title a";
  const beside = ".visually-hidden, .skip, svg, script, style, noscript, template, sup, sub";
  const folded = [...document.querySelectorAll("details:not([open])")];
  folded.forEach(each => { each.open = true; });
  const seen = e => e.checkVisibility({ visibilityProperty: true }) && !e.closest(beside)
    && e.getBoundingClientRect().height > 0;
  const named = e => `${e.tagName.toLowerCase()}.${e.className} “${e.innerText.slice(0, 30)}”`;
  const low = [...document.querySelectorAll(pressed)]
    .filter(e => seen(e) && e.getBoundingClientRect().height < 43.5)
    .map(e => `too low for a thumb: ${named(e)}`);
  const own = e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
  const small = [...document.body.querySelectorAll("*")]
    .filter(e => own(e) && seen(e) && parseFloat(getComputedStyle(e).fontSize) < 15.9)
    .map(e => `smaller than 16 px: ${named(e)}`);
  folded.forEach(each => { each.open = false; });
  return [...new Set([...low, ...small])];
}"""
# Folded parts are opened; what lies over the page (a menu, a bar) is left out.
TOO_NEAR = """() => {
  const away = ".visually-hidden, .skip, dialog, svg, script, style, noscript, template";
  const seen = e => e.checkVisibility({ visibilityProperty: true }) && !e.closest(away);
  const lies = e => /fixed|sticky|absolute/.test(getComputedStyle(e).position);
  const over = e => e && (lies(e) || over(e.parentElement));
  const named = e => `${e.tagName.toLowerCase()} “${e.innerText.trim().slice(0, 30)}”`;
  const pressed = ".btn:not(.btn-link), .badge-state";
  const folded = [...document.querySelectorAll("details:not([open])")];
  folded.forEach(each => { each.open = true; });
  const lines = [], found = new Set();
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const [node, range] = [words.currentNode, document.createRange()], of = node.parentElement;
    if (!node.textContent.trim() || !seen(of) || over(of) || of.closest(pressed)) continue;
    range.selectNodeContents(node);
    lines.push(...[...range.getClientRects()].filter(r => r.width > 1).map(r => [r, of]));
  }
  for (const button of [...document.querySelectorAll(pressed)].filter(e => seen(e) && !over(e))) {
    const box = button.getBoundingClientRect();
    const nearest = button.matches(".btn") ? 5.5 : 2.5;  // pixels: a badge stands among words
    for (const [line, of] of lines) {
      if (line.right <= box.left || line.left >= box.right) continue;
      const [below, above] = [line.top - box.bottom, box.top - line.bottom];
      if (Math.max(below, above) > -2 && Math.max(below, above) < nearest)
        found.add(`stands too near: ${named(button)} to ${named(of)}`);
    }
  }
  folded.forEach(each => { each.open = false; });
  return [...found];
}"""
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def problems_of(page: Page) -> Iterator[str]:
    """What is wrong with the open page, on a phone and on a desk, in light and in dark."""
    size_before = page.viewport_size
    page.wait_for_load_state()  # a page on its way has nothing to look at
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    # Without motion no colour is caught half-way from one scheme to the other.
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    yield from (f"no space between two sentences: {found}" for found in page.evaluate(STUCK))
    page.set_viewport_size(PHONE)
    yield from (f"phone: {found}" for found in page.evaluate(TOO_SMALL))
    yield from (f"phone: {found}" for found in page.evaluate(TOO_NEAR))
    wrong = page.evaluate(FIND, WHOLE)
    yield from (f"phone: {found}" for found in wrong)
    if not wrong:
        are_right(page)
    if page.evaluate(WIDER):
        yield "phone: scrolls sideways"
    # Dark on both sizes, one after the other: each change of scheme or size draws the page anew.
    page.emulate_media(color_scheme="dark")
    yield from (f"phone, dark: {found}" for found in wrong_colours(page))
    page.set_viewport_size(DESK)
    yield from (f"desk, dark: {found}" for found in wrong_colours(page))
    page.emulate_media(color_scheme="light")
    if page.evaluate(WIDER):
        yield "desk: scrolls sideways"
    yield from (f"desk: {found}" for found in page.evaluate(FIND, ALL_BUT_COLOURS))
    yield from (f"desk: {found}" for found in wrong_colours(page))
    page.set_viewport_size(size_before or PHONE)
