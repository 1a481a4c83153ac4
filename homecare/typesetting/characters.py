"""Characters on paper: what is invisible is left out, what no font has is spelt by its name.

A letter must never be refused for somebody's name. The fonts have nearly every living script; of
the others each character stands as Unicode calls it, in brackets: "[Tibetan: ba o da]".
"""

import re
import unicodedata
from collections.abc import Collection
from typing import Any

# Controls, directions that could turn the words around them, byte order marks, picture styles,
# tags: none of them is seen, and some make the typesetter refuse a page.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
# The space stands first, so that it alone is looked for: each word of every page goes by here.
_UNIT = re.compile(r" (?<=\d )(?=(?:%|°C|kg|g|mg|km|cm|mm|ml|min|s)(?!\w))")
# Longer than any word of a language that parts its words; Han, Kana and Hangul end a line anywhere.
_ENDLESS = re.compile(r"[^\s\u2e80-\ud7ff\uf900-\ufaff]{31,}")
PIECE = 6  # characters between two places at which such a word may go on in the next line
VIRAMA = 9  # Unicode's combining class of what joins two letters into one
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
# A font may have something for a private character, and it is somebody else's.
_NEVER_DRAWN = {"Cs", "Co", "Cn"}
_KIND = re.compile(r" (?:LETTER|VOWEL SIGN|SIGN|SYLLABLE|MARK|DIGIT) ")


class Drawing(str):
    """An SVG of ours: nothing in it was typed, and nothing of it is changed."""

    __slots__ = ()


def for_print(said: Any, spelt: Collection[str] = ()) -> Any:
    """The same with every text in it as it can be printed; the characters `spelt` by name."""
    if isinstance(said, Drawing):
        return said
    if isinstance(said, str):
        return printed(said, spelt)
    if isinstance(said, dict):
        return {name: for_print(value, spelt) for name, value in said.items()}
    if isinstance(said, list | tuple):
        return [for_print(value, spelt) for value in said]
    return said


def printed(text: str, spelt: Collection[str] = ()) -> str:
    """A text as it can be printed."""
    text = legible(text)
    whole = _ENDLESS.sub(_broken, text if text.isascii() else _spelt(text, spelt))
    return held_together(whole)


def held_together(text: str) -> str:
    """The same with every figure on one line with its unit: "35 %" never ends a line at 35.

    For what is shown or printed only: sentences are made, compared and taken along with a plain
    space.
    """
    return _UNIT.sub("\u00a0", text)


def legible(text: str) -> str:
    """A text without what is not seen, and with line ends of one kind."""
    return _UNSEEN.sub("", _LINE_ENDS.sub("\n", text))


def _broken(word: re.Match[str]) -> str:
    """A word that no line can hold, with places at which it may go on in the next one."""
    parts = [""]
    for character in word[0]:
        if len(parts[-1]) >= PIECE and _may_part(parts[-1][-1], character):
            parts.append("")
        parts[-1] += character
    return "\u200b".join(parts)


def _may_part(before: str, after: str) -> bool:
    """Whether a line may end between two characters: never inside a sign of several."""
    joins = before == "\u200d" or unicodedata.combining(before) == VIRAMA
    return not (joins or is_mark(after) or after == "\u200d")


def _spelt(text: str, spelt: Collection[str]) -> str:
    run, out = "", ""
    for character in text:
        if character in spelt or unicodedata.category(character) in _NEVER_DRAWN:
            run += character
            continue
        out += spelling(run) + character
        run = ""
    return out + spelling(run)


def spelling(run: str) -> str:
    """What stands in place of some characters: "[Tibetan: ba o da]"; nothing for none."""
    said: dict[str, list[str]] = {}
    for character in run:
        script, name = _called(character)
        said.setdefault(script, []).append(name)
    return "".join(f"[{script}: {' '.join(names)}]" for script, names in said.items())


def _called(character: str) -> tuple[str, str]:
    """The script of a character and its name in it."""
    name = unicodedata.name(character, "")
    if parts := _KIND.split(name, maxsplit=1)[1:]:
        return name[: name.index(" ")].capitalize(), parts[0].lower()
    return "character", name.lower() or f"U+{ord(character):04X}"


def is_mark(character: str) -> bool:
    """Whether it is set on another character, as an accent is."""
    return unicodedata.category(character).startswith("M")
