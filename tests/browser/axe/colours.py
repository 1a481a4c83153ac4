"""Which words of a page stand in colours, sizes and backgrounds that no page before had.

axe takes a sixth of a second to look at a page's colours, and most are those of another page, width
or scheme. Two texts are alike where they have the same colour, size and weight, and the elements
that hold them draw the same backgrounds. What is put somewhere else than where it stands, without
a background of its own, is looked at each time.
"""

from playwright.sync_api import Page

COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
_known: set[str] = set()  # those in which axe has found nothing wrong

KINDS = """() => {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const clear = /^(rgba\\(.*, 0\\)|transparent)$/;
  const layers = new Map();
  const layersOf = (e) => {  // from an element up to the page
    if (!e) return { drawn: dark ? "dark" : "light", apart: false, seen: true };
    if (layers.has(e)) return layers.get(e);
    const style = getComputedStyle(e), above = layersOf(e.parentElement);
    const own = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter,
      style.mixBlendMode, style.clipPath].join();
    const bare = clear.test(style.backgroundColor);
    const away = style.position !== "static" && style.position !== "relative"
      || style.transform !== "none";
    const plain = bare && own.endsWith(",none,1,none,normal,none");
    const found = {
      drawn: plain ? above.drawn : `${own}|${above.drawn}`,
      apart: bare && (away || above.apart),
      seen: above.seen && style.clip === "auto" && style.clipPath !== "inset(50%)",
    };
    layers.set(e, found);
    return found;
  };
  const words = (e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())
    || e.matches("input:not([type=radio], [type=checkbox], [type=hidden]), select, textarea");
  window.ofKinds = new Map();
  for (const e of document.body.querySelectorAll("*")) {
    if (!words(e) || !e.checkVisibility({ visibilityProperty: true })) continue;
    const style = getComputedStyle(e), layer = layersOf(e);
    if (!layer.seen) continue;
    const off = e.closest(":disabled, [aria-disabled=true], label:has(:disabled)") !== null;
    const kind = layer.apart ? "apart" : [style.color, style.webkitTextFillColor, style.fill,
      style.fontSize, style.fontWeight, style.textShadow, off, e.textContent.trim().length > 1,
      layer.drawn].join(";");
    window.ofKinds.set(kind, [...(window.ofKinds.get(kind) ?? []), e]);
  }
  return [...window.ofKinds.keys()];
}"""
FIND_IN = """async ([kinds, options]) => {
  const include = kinds.flatMap((kind) => window.ofKinds.get(kind));
  return (await axe.run({ include }, options)).violations.map(
    (v) => `${v.id} ${v.nodes.map((n) => n.target.join(" ")).join(", ")}`);
}"""


def wrong_colours(page: Page) -> list[str]:
    """What axe says of colours on the open page that no page before had; it is loaded there."""
    kinds = _new_kinds(page)
    found: list[str] = page.evaluate(FIND_IN, [kinds, COLOURS]) if kinds else []
    if not found:
        _known.update(kinds)
    return found


def are_right(page: Page) -> None:
    """axe has looked at the whole open page, and found nothing."""
    _known.update(_new_kinds(page))


def _new_kinds(page: Page) -> list[str]:
    return [kind for kind in page.evaluate(KINDS) if kind not in _known or kind == "apart"]
