"""A script as its pieces, as far as our own modules are written."""

import re
from collections.abc import Iterator
from typing import NamedTuple


def listed(words: str) -> frozenset[str]:
    """The words between the gaps."""
    return frozenset(words.split())


WORDS = listed(
    "async await break case catch class const continue default delete do else export extends false"
    " finally for from function get if import in instanceof let new null of return set static super"
    " switch this throw true try typeof undefined void while yield"
)
"""Words of the language, which name nothing."""
GAP = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)+", re.S)
PATTERN = re.compile(r"/(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
TEMPLATE = re.compile(r"[`}](?:[^`\\$]|\\.|\$(?!\{))*(?:`|\$\{)", re.S)
PIECE = re.compile(
    r"""(?P<word>\#?[A-Za-z_$][\w$]*)
    |(?P<text>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")
    |(?P<number>0x[\da-fA-F]+|\d[\d_]*(?:\.\d+)?(?:e[-+]?\d+)?|\.\d+)
    |(?P<sign>\.\.\.|=>|[=!]==?|<<|>>>?|[<>]=|&&=?|\|\|=?|\?\?=?|\?\.(?!\d)|\+\+|--|\*\*|[-+*/%&|^]=
       |[-+*/%&|^!~?:=<>,;.(){}\[\]])""",
    re.X,
)
# After these a stroke begins a pattern; elsewhere it divides.
BEFORE_PATTERN = listed("( , = : [ ! & | ? { } ; => && || ?? return")


class Piece(NamedTuple):
    """A word, text, number, sign, pattern or template (a part of one, up to `${` or from `}`), and
    whether a line began before it."""

    kind: str
    text: str
    on_new_line: bool = False


def pieces(source: str) -> Iterator[Piece]:
    """The pieces of a script in order; gaps and remarks are left out.

    Raises ValueError where something stands that is not known here.
    """
    at, before = 0, ";"
    open_braces: list[str] = []
    while True:
        gap = GAP.match(source, at)
        at = gap.end() if gap else at
        if at == len(source):
            return
        ends_hole = source[at] == "}" and bool(open_braces) and open_braces.pop() == "${"
        kind, text = _piece(source, at, before, ends_hole)
        if text.endswith("{"):
            open_braces.append("${" if kind == "template" else "{")
        yield Piece(kind, text, gap is not None and "\n" in gap[0])
        at, before = at + len(text), text


def _piece(source: str, at: int, before: str, ends_hole: bool) -> tuple[str, str]:
    kind = ""
    if source[at] == "`" or ends_hole:
        kind = "template"
        found = TEMPLATE.match(source, at)
    elif source[at] == "/" and before in BEFORE_PATTERN:
        kind = "pattern"
        found = PATTERN.match(source, at)
    else:
        found = PIECE.match(source, at)
    if not found:
        raise ValueError(f"can't read this script from here: {source[at : at + 40]!r}")
    return kind or str(found.lastgroup), found[0]
