"""Our own scripts in fewer bytes: without remarks and gaps, and with short names for what a file
keeps to itself.

A name is told from a property or a key by where it stands. Only what was seen to be declared gets
another one, the same everywhere in a file, so that it need not be known what is in sight where; and
what could be the browser's own stays.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count, product
from string import ascii_letters

from homecare.bundles.tokens import WORDS, Piece, listed, pieces

# Declared in some of our modules, and in others the browser's own.
BROWSERS = listed(
    "alert blur caches close closed confirm crypto document event fetch find focus history length"
    " location name navigator open opener origin parent performance print prompt screen scroll self"
    " status stop top window"
)
OPENING, CLOSING = "([{", ")]}"
BLOCK_AFTER = listed(") => ; { } else try catch finally do")
# Between which pieces a word is a key, in an object and in a class.
ACCESS = ("async", "get", "set", "static", "*")
KEYS = {
    "object": (("{", ",", *ACCESS), (":", "(")),
    "class": (("{", "}", ";", *ACCESS), ("(", "=", ";")),
}
BEGINS_BINDING = listed("( , { [ ... :")
ENDS_BINDING = listed(", ) } ] =")
# A line may go on after the first, and never begins a statement with the second.
GOES_ON = listed("( [ { , ; : ? = => . ?. && || ?? ! + - * / % < > <= >= === !== ...")
NEVER_FIRST = listed(") ] } , ; : ? = => . ?. && || ?? * % < > <= >= === !==")
END = Piece("", "")


def shortened(source: str) -> str:
    """A script that does the same. Raises ValueError where it can't be read."""
    return _Script(list(pieces(source))).written()


class _Script:
    def __init__(self, found: list[Piece]) -> None:
        self.found = [END, *found, END]
        self.within = list(_around(self.found))
        self.closes = _closings(self.found)

    def written(self) -> str:
        """All of it, with short names and no gap that it can do without."""
        short = self._short()
        texts = [self._renamed(at, short) for at in range(len(self.found))]
        texts = [
            "" if text == ";" and self._text(at + 1) == "}" else text
            for at, text in enumerate(texts)
        ]
        return "".join(
            _gap(self.found[at - 1], self.found[at]) + texts[at] for at in range(1, len(texts) - 1)
        )

    def _text(self, at: int) -> str:
        return self.found[at].text

    def _is_name(self, at: int) -> bool:
        """Whether a variable is meant, and no property, key or word of the language."""
        if self.found[at].kind != "word" or self._text(at) in WORDS or self._text(at)[0] == "#":
            return False
        before, after = self._text(at - 1), self._text(at + 1)
        keys = KEYS.get(self.within[at])
        return before not in (".", "?.") and not (keys and before in keys[0] and after in keys[1])

    def _renamed(self, at: int, short: dict[str, str]) -> str:
        text = self._text(at)
        if text not in short or not self._is_name(at):
            return text
        before, after = self._text(at - 1), self._text(at + 1)
        is_both = before in ("{", ",") and after in (",", "}", "=") and self.within[at] == "object"
        return f"{text}:{short[text]}" if is_both else short[text]

    def _short(self) -> dict[str, str]:
        """A short name for each that is declared, the shortest for what comes most often."""
        words = Counter(self._text(at) for at in range(len(self.found)) if self._is_name(at))
        kept = BROWSERS | {name for at in self._handed_over() for name in self._bound(at)}
        declared = {name for name in self._declared() if len(name) > 1 and name in words} - kept
        taken = {piece.text for piece in self.found if piece.kind == "word"} | WORDS
        free = (name for name in _names() if name not in taken)
        return {name: next(free) for name in sorted(declared, key=lambda n: (-words[n], n))}

    def _handed_over(self) -> Iterator[int]:
        """Where the braces are that name what comes from another file or goes to one."""
        for at in range(1, len(self.found) - 1):
            if self._text(at) == "{" and (
                self._text(at - 1) in ("import", "export")
                or (self._text(at - 1) == "const" and self._text(at - 2) == "export")
            ):
                yield at

    def _declared(self) -> Iterator[str]:
        for at in range(1, len(self.found) - 1):
            text, before, after = (self._text(place) for place in (at, at - 1, at + 1))
            is_pattern = before in ("const", "let") and text in ("{", "[")
            if is_pattern or (text == "(" and self._begins_parameters(at)):
                yield from self._bound(at)
            elif before in ("const", "let", "function", "class") or after == "=>":
                yield text

    def _begins_parameters(self, at: int) -> bool:
        before, follows = self.found[at - 1], self._text(self.closes[at] + 1)
        named = before.kind == "word" and before.text not in WORDS
        return follows == "=>" or (
            follows == "{" and (named or before.text in ("function", "catch"))
        )

    def _bound(self, begin: int) -> Iterator[str]:
        """The names that a pattern or a list of parameters declares."""
        for at in range(begin + 1, self.closes[begin]):
            if (
                self._is_name(at)
                and self._text(at - 1) in BEGINS_BINDING
                and self._text(at + 1) in ENDS_BINDING
            ):
                yield self._text(at)


def _around(found: Sequence[Piece]) -> Iterator[str]:
    """For each piece what it stands in: an object (or a pattern like one), or something else."""
    opened = [""]
    for at, (kind, text, _) in enumerate(found):
        if text[:1] in tuple(CLOSING) and len(opened) > 1 and kind in ("sign", "template"):
            opened.pop()
        yield opened[-1]
        if kind == "template" and text.endswith("${"):
            opened.append("${")
        elif kind == "sign" and text in OPENING:
            opened.append(_kind(found, at) if text == "{" else text)


def _kind(found: Sequence[Piece], at: int) -> str:
    """What a brace opens."""
    if {"class", "extends"} & {found[at - 2].text, found[at - 4].text}:
        return "class"
    return "{" if at == 1 or found[at - 1].text in BLOCK_AFTER else "object"


def _closings(found: Sequence[Piece]) -> dict[int, int]:
    """Where each bracket that is opened is closed."""
    closes, opened = {}, []
    for at, (kind, text, _) in enumerate(found):
        if kind == "sign" and text in OPENING:
            opened.append(at)
        elif kind == "sign" and text in CLOSING:
            closes[opened.pop()] = at
    return closes


def _gap(before: Piece, piece: Piece) -> str:
    """What has to stand between two pieces: a new line where one could end a statement."""
    if before is END:
        return ""
    if piece.on_new_line and before.text not in GOES_ON and piece.text not in NEVER_FIRST:
        return "\n"
    in_words = all(p.kind in ("word", "number") for p in (before, piece))
    after_pattern = before.kind == "pattern" and piece.kind in ("word", "number")
    signs = before.text[-1:] in ("+", "-") and before.text[-1:] == piece.text[:1]
    return " " if in_words or after_pattern or signs else ""


def _names() -> Iterator[str]:
    for length in count(1):
        yield from map("".join, product(ascii_letters, repeat=length))
