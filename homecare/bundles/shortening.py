"""Our own scripts in fewer bytes: without remarks and gaps, and with short names for what a file
keeps to itself.

A name is told from a property or a key by where it stands. Only what was seen to be declared gets
another one, the same everywhere in a file, so that it need not be known what is in sight where; and
what could be the browser's own stays.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, count, groupby, product
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
FOR_ONE_STATEMENT = 12  # names that are free to mean something else in the next
Place = tuple[int | None, str]


def shortened(source: str) -> str:
    """A script that does the same. Raises ValueError where it can't be read."""
    return _Script(list(pieces(source))).written()


class _Script:
    def __init__(self, found: list[Piece]) -> None:
        self.found = [END, *found, END]
        self.within, self.outermost = _around(self.found)
        self.closes = _closings(self.found)
        self.statement = list(_statements(self.found, self.outermost))

    def written(self) -> str:
        """All of it, with short names and no gap that it can do without."""
        short = self._short()
        texts = [self._renamed(at, short) for at in range(len(self.found))]
        texts = [
            "" if text == ";" and self._text(at + 1) == "}" else text
            for at, text in enumerate(texts)
        ]
        for at in _constants(self.found):
            texts[at], texts[at + 1] = ",", ""
        return "".join(
            (_gap(self.found[at - 1], self.found[at]) if texts[at - 1] else "") + texts[at]
            for at in range(1, len(texts) - 1)
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

    def _renamed(self, at: int, short: dict[Place, str]) -> str:
        text = self._text(at)
        if not self._is_name(at):
            return text
        other = short.get((self.statement[at], text)) or short.get((None, text)) or text
        before, after = self._text(at - 1), self._text(at + 1)
        is_both = before in ("{", ",") and after in (",", "}", "=") and self.within[at] == "object"
        return f"{text}:{other}" if is_both and other != text else other

    def _short(self) -> dict[Place, str]:
        """A short name for each that is declared, in one statement or, under None, anywhere."""
        names = [at for at in range(len(self.found)) if self._is_name(at)]
        kept = BROWSERS | {self._text(at) for b in self._handed_over() for at in self._bound(b)}
        declared = [(at, outer) for at, outer in self._declared() if self._text(at) not in kept]
        known = {self._text(at) for at, _ in declared}
        shared = self._shared(names, declared) & known
        taken = {p.text for p in self.found if p.kind == "word" and p.text not in known} | WORDS
        free = (name for name in _names() if name not in taken)
        first = [next(free) for _ in range(FOR_ONE_STATEMENT)]
        often = Counter(self._text(at) for at in names)
        order = sorted(shared, key=lambda name: (-often[name], name))
        short: dict[Place, str] = {(None, name): next(free) for name in order}
        for statement, own in groupby(names, key=lambda at: self.statement[at]):
            here = dict.fromkeys(self._text(at) for at in own)
            others = chain(first, free)
            short |= {(statement, n): next(others) for n in here if n in known - shared}
        return short

    def _shared(self, names: list[int], declared: list[tuple[int, bool]]) -> set[str]:
        """The names that some statement has from elsewhere, or that the file itself declares."""
        has = {(self.statement[at], self._text(at)) for at in names}
        own = {(self.statement[at], self._text(at)) for at, _ in declared}
        return {name for _, name in has - own} | {self._text(at) for at, outer in declared if outer}

    def _handed_over(self) -> Iterator[int]:
        """Where the braces are that name what comes from another file or goes to one."""
        for at in range(1, len(self.found) - 1):
            if self._text(at) == "{" and (
                self._text(at - 1) in ("import", "export")
                or (self._text(at - 1) == "const" and self._text(at - 2) == "export")
            ):
                yield at

    def _declared(self) -> Iterator[tuple[int, bool]]:
        """Where names are declared, and whether for the whole file."""
        for at in range(1, len(self.found) - 1):
            text, before, after = (self._text(place) for place in (at, at - 1, at + 1))
            if before in ("const", "let") and text in ("{", "["):
                yield from ((name, self.outermost[at]) for name in self._bound(at))
            elif text == "(" and self._begins_parameters(at):
                yield from ((name, False) for name in self._bound(at))
            elif before in ("const", "let", "function", "class"):
                yield at, self.outermost[at]
            elif after == "=>":
                yield at, False

    def _begins_parameters(self, at: int) -> bool:
        before, follows = self.found[at - 1], self._text(self.closes[at] + 1)
        named = before.kind == "word" and before.text not in WORDS
        return follows == "=>" or (
            follows == "{" and (named or before.text in ("function", "catch"))
        )

    def _bound(self, begin: int) -> Iterator[int]:
        """Where a pattern or a list of parameters declares names."""
        for at in range(begin + 1, self.closes[begin]):
            if (
                self._is_name(at)
                and self._text(at - 1) in BEGINS_BINDING
                and self._text(at + 1) in ENDS_BINDING
            ):
                yield at


def _around(found: Sequence[Piece]) -> tuple[list[str], list[bool]]:
    """For each piece whether it stands in an object (or a pattern like one), a class or something
    else; and whether it stands in nothing but the file, or the function around a whole module."""
    within: list[str] = []
    outermost: list[bool] = []
    opened = [("", True)]
    for at, (kind, text, _) in enumerate(found):
        if kind in ("sign", "template") and text[:1] in tuple(CLOSING) and len(opened) > 1:
            opened.pop()
        within.append(opened[-1][0])
        outermost.append(opened[-1][1])
        if kind == "template" and text.endswith("${"):
            opened.append(("${", False))
        elif kind == "sign" and text in OPENING:
            around_module = len(opened) == 2 and _texts(found, at - 5, at) == "=(()=>"
            opened.append((_kind(found, at) if text == "{" else text, around_module))
    return within, outermost


def _texts(found: Sequence[Piece], begin: int, end: int) -> str:
    return "".join(piece.text for piece in found[max(begin, 0) : end])


def _statements(found: Sequence[Piece], outermost: Sequence[bool]) -> Iterator[int]:
    """For each piece the number of the outermost statement that it belongs to."""
    number = 0
    for at, piece in enumerate(found[:-1]):
        yield number
        ends = piece.text == ";" or (piece.text == "}" and found[at + 1].on_new_line)
        enters = piece.text == "{" and outermost[at + 1] and not outermost[at]
        if (outermost[at] and ends) or enters:
            number += 1
    yield number


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


def _constants(found: Sequence[Piece]) -> Iterator[int]:
    """Where one list of constants ends and the next follows: they are one as well."""
    begun = [("{", "")]
    for at, piece in enumerate(found[1:-1], 1):
        opening, first = begun[-1]
        if piece.kind in ("sign", "template") and piece.text[:1] in tuple(CLOSING):
            begun.pop()
            if found[at + 1].on_new_line and begun[-1][1] != "const":
                begun[-1] = (begun[-1][0], "")
        elif not first:
            begun[-1] = (opening, piece.text)
        if piece.text == ";":
            if opening == "{" and first == "const" and found[at + 1].text == "const":
                yield at
            else:
                begun[-1] = (opening, "")
        elif piece.text[-1:] in tuple(OPENING) and piece.kind in ("sign", "template"):
            begun.append((piece.text, ""))


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
