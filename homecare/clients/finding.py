"""Finding somebody by what is remembered: a name in any spelling, a telephone, an email address, a
birthday. Pure.

What can be found by is kept beside a record, folded once, so that SQLite and PostgreSQL find the
same: their own ideas of upper case and accents differ.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from homecare.clients.written_days import days_closed_up, days_in
from homecare.language import long_date

WHOLE, ABROAD, PART = 7, 10, 4  # digits of a number, of one with its country, of what tells enough
_NO_APOSTROPHES = str.maketrans("", "", "'’‘‛`´′ʹʻʼʽʾʿˈ＇")
_HYPHENS = "-‐‑‒–—―"
_APART = str.maketrans(dict.fromkeys(f"{_HYPHENS}./,;&", " "))
_JOINED = str.maketrans("", "", _HYPHENS)
_LETTERS = str.maketrans({
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h",
    "ŧ": "t", "ŋ": "n", "ə": "e", "ǝ": "e", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ĸ": "k",
})  # fmt: skip
# Two letters that stand for one with a mark: Mueller is Müller, Joergensen is Jørgensen.
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_NUMBER = re.compile(r"\+?[\d\s().\-/]*\d[\d\s().\-/]*")
_ADDRESS = re.compile(r"\w@|@\w")
_AROUND = "<>()[]\"'“”‘’,;:"  # what stands around an address that was copied from a mail
_SAYS_WHAT = {"born", "dob", "tel", "telephone", "phone"}


class Sought(NamedTuple):
    """What somebody looks for: all the words, and one of the numbers or days where any is named.

    Each word in its spellings; `either`: the digits may be a telephone or a day. `addresses` are
    email addresses, or parts of one around its @, in small letters.
    """

    words: tuple[tuple[str, ...], ...] = ()
    numbers: tuple[str, ...] = ()
    days: tuple[date, ...] = ()
    either: bool = False
    addresses: tuple[str, ...] = ()


def folded(text: str) -> str:
    """The text in plain small letters: no marks, no apostrophes, one space between two words."""
    plain = unicodedata.normalize("NFKD", text.translate(_NO_APOSTROPHES)).casefold()
    kept = "".join(sign for sign in unicodedata.normalize("NFKD", plain) if _is_kept(sign))
    return " ".join(kept.translate(_LETTERS).translate(_APART).split())


def _is_kept(sign: str) -> bool:
    """No accent, and nothing that can't be seen."""
    return not unicodedata.combining(sign) and unicodedata.category(sign) != "Cf"


def spellings(text: str) -> tuple[str, ...]:
    """The text folded, and with its marked letters written out: muller, mueller."""
    composed = unicodedata.normalize("NFKC", text.casefold())
    return tuple(dict.fromkeys((folded(text), folded(composed.translate(_WRITTEN_OUT)))))


def found_by(name: str, telephone: str) -> str:
    """What a record is kept with to be found by: its name in each way it may be looked for, with
    what a hyphen parts as two words and as one; and the digits of its telephone."""
    ways = dict.fromkeys(_with_and_without_hyphens(name))
    return "\n".join([*ways, digits_of(re.split(r"(?i)x|ext", telephone)[0])])


def same_name(one: str, other: str) -> bool:
    """Whether two names are one, whatever the letters, their order and what joins them."""
    return bool(_without_order(one) & _without_order(other))


def sought(text: str) -> Sought:
    """What somebody looks for who typed this."""
    typed = text.split()
    addresses = tuple(part.strip(_AROUND).casefold() for part in typed if _ADDRESS.search(part))
    others = " ".join(part for part in typed if not _ADDRESS.search(part))
    rest, days = days_in(unicodedata.normalize("NFKC", others.translate(_NO_APOSTROPHES)))
    parts = rest.split()
    number = " ".join(part for part in parts if part == "+" or _NUMBER.fullmatch(part))
    closed_up = () if days else days_closed_up(digits_of(number))
    words = _words([part for part in parts if part not in number.split()])
    if number or days:
        words = [word for word in words if word[0] not in _SAYS_WHAT]
    return Sought(tuple(words), _numbers(number), days or closed_up, bool(closed_up), addresses)


def digits_of(text: str) -> str:
    """The digits of a text, one after the other."""
    return "".join(str(unicodedata.digit(sign)) for sign in text if sign.isdigit())


def _words(parts: Sequence[str]) -> list[tuple[str, ...]]:
    words = (spellings(word) for part in parts for word in part.translate(_APART).split())
    return [word for word in words if word[0]]


def _numbers(number: str) -> tuple[str, ...]:
    """The digits, with and without what stands before the number at home: +44, 0044, 0."""
    digits = digits_of(number)
    abroad = number.startswith("+") or digits.startswith("00")
    abroad |= len(digits) >= ABROAD and not digits.startswith("0")
    found = [digits]
    if abroad or len(digits) >= WHOLE:
        found.append(digits.lstrip("0"))
    if abroad:
        found += [found[1][code:].lstrip("0") for code in (1, 2, 3)]
    return tuple(n for n in dict.fromkeys(found) if n and (n == digits or len(n) >= PART))


def _without_order(name: str) -> set[str]:
    return {"".join(sorted(way.split())) for way in _with_and_without_hyphens(name)}


def _with_and_without_hyphens(name: str) -> tuple[str, ...]:
    return *spellings(name), *spellings(name.translate(_JOINED))


class Namesake(NamedTuple):
    """Somebody among people of whom some share a name; `name` is folded."""

    id: UUID
    name: str
    date_of_birth: date
    telephone: str


def told_apart_by(people: Collection[Namesake]) -> dict[UUID, str]:
    """What tells those who share a name from each other: their birthdays, and where they share
    that too the telephone. Whoever has a name alone is not in it."""
    names = Counter(one.name for one in people)
    days = Counter((one.name, one.date_of_birth) for one in people)
    return {
        one.id: f"born {long_date(one.date_of_birth)}"
        + (f", {one.telephone}" if days[one.name, one.date_of_birth] > 1 else "")
        for one in people
        if names[one.name] > 1
    }
