"""Medicines that thin the blood, found among what was written down: also misspelt, also foreign.

It is a reminder to ask, never a proof: what is not on the list may thin blood too. Sources: NHS,
*Anticoagulant medicines*, and its pages on clopidogrel and low-dose aspirin (the generic names
and British brands: memory). Brands elsewhere: Marcumar, Marcoumar and Falithrom are
phenprocoumon, Coumadin, Jantoven and Marevan are warfarin, Sintrom is acenocoumarol, which was
nicoumalone in Britain (articles in encyclopaedias and a professional monograph: found); Lovenox
and Clexane are enoxaparin, Fragmin dalteparin, Innohep tinzaparin, Fraxiparin(e) and Seleparina
nadroparin, Zibor and Hibor bemiparin (a table of heparins, PMC9330979: found), Arixtra is
fondaparinux (found). Previscan is fluindione, Sinthrome acenocoumarol, Waran warfarin, Savaysa
edoxaban, Pradax dabigatran, Inhixa enoxaparin, Fraxodi nadroparin, Orgaran danaparoid (memory).

Medicines against platelets (aspirin, clopidogrel, dipyridamole, prasugrel, ticagrelor) were on
the list before and stay; no other was added, as the facts this project keeps name none. Their
brands, how clopidogrel is often written, and DOAC and NOAC for the newer ones: memory.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

# By the name of the medicine: its brands, and how it is written in other languages.
NAMES: dict[str, tuple[str, ...]] = {
    "warfarin": ("Coumadin", "Coumadine", "Jantoven", "Marevan", "Waran", "warfarina", "varfarin",
                 "varfarina"),
    "acenocoumarol": ("Sintrom", "Sinthrome", "Minisintrom", "acenocumarol", "nicoumalone"),
    "phenprocoumon": ("Marcumar", "Marcoumar", "Falithrom", "fenprocoumon", "fenprocumon"),
    "phenindione": (),
    "fluindione": ("Previscan",),
    "apixaban": ("Eliquis",),
    "dabigatran": ("Pradaxa", "Pradax"),
    "edoxaban": ("Lixiana", "Savaysa"),
    "rivaroxaban": ("Xarelto",),
    "heparin": ("heparina", "heparine"),
    "enoxaparin": ("Clexane", "Lovenox", "Inhixa", "enoxaparina"),
    "dalteparin": ("Fragmin", "Fragmine", "dalteparina"),
    "tinzaparin": ("Innohep", "tinzaparina"),
    "nadroparin": ("Fraxiparin", "Fraxiparine", "Fraxodi", "Seleparina", "nadroparina"),
    "bemiparin": ("Zibor", "Hibor", "bemiparina"),
    "danaparoid": ("Orgaran",),
    "fondaparinux": ("Arixtra",),
    "aspirin": ("Disprin", "Caprin", "acetylsalicylic"),
    "clopidogrel": ("Plavix", "clopidrogel"),
    "dipyridamole": ("Persantin", "Persantine", "Asasantin"),
    "prasugrel": ("Efient", "Effient"),
    "ticagrelor": ("Brilique", "Brilinta"),
}  # fmt: skip
NEAR_FROM = 7
"""Letters from which one slip is forgiven: shorter names are too like other words (ours)."""
NOT_THESE = frozenset(("orfadin", "heparan"))
"""Other medicines and substances that are one slip from a name."""

_MEDICINES = {name.casefold(): medicine for medicine, names in NAMES.items()
              for name in (medicine, *names)}  # fmt: skip
_LONG = {name: medicine for name, medicine in _MEDICINES.items() if len(name) >= NEAR_FROM}
_WORDS = re.compile(
    r"(?P<in_general>\bblood[\s-]*thin\w*|\banti[\s-]?[ck]oag\w*|\b[dn]oacs?\b)"
    r"|(?P<word>[^\W\d_]+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Thinner:
    """A word that was written, and the medicine that it is; `read_as` is the name that it is one
    slip from, and empty where it is that name."""

    written: str
    medicine: str = ""
    read_as: str = ""

    @property
    def words(self) -> str:
        """As a page names it: "Marcumar (phenprocoumon)", "“Warfrin” (read as warfarin)"."""
        name = (self.read_as or self.written).casefold()
        brand_of = "" if self.medicine in ("", name) else self.medicine
        if not self.read_as:
            return f"{self.written} ({brand_of})" if brand_of else self.written
        read_as = f"{self.read_as}, {brand_of}" if brand_of else self.read_as
        return f"“{self.written}” (read as {read_as})"


def thinners_in(medicines: str) -> list[Thinner]:
    """The medicines that thin the blood among those written down, as written, each once."""
    found: dict[str, Thinner] = {}
    for thinner in _each(medicines):
        found.setdefault(thinner.written.casefold(), thinner)
    return list(found.values())


def _each(medicines: str) -> Iterator[Thinner]:
    for found in _WORDS.finditer(unicodedata.normalize("NFC", medicines)):
        written, word = found[0], _plain(found[0])
        if found["in_general"]:
            yield Thinner(written)
        elif medicine := _MEDICINES.get(word):
            yield Thinner(written, medicine)
        elif near := _near(word):
            yield Thinner(written, _LONG[near], _as_named(near))


def _plain(word: str) -> str:
    """In small letters without their accents."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _as_named(name: str) -> str:
    """A name as it is written: a brand has a capital."""
    brands = (brand for names in NAMES.values() for brand in names)
    return next((brand for brand in brands if brand.casefold() == name), name)


@lru_cache(maxsize=4096)
def _near(word: str) -> str:
    """The name that a word is one slip from, if any; a medicine's own before its brands'."""
    if len(word) < NEAR_FROM - 1 or word in NOT_THESE:
        return ""
    near = [name for name in _LONG if is_one_slip(word, name)]
    return min(near, key=lambda name: name not in NAMES, default="")


def is_one_slip(one: str, other: str) -> bool:
    """Whether one letter was left out, doubled, added, exchanged, or swapped with its neighbour."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next(
        (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
        min(len(one), len(other)),
    )
    first, second = one[start:], other[start:]
    return (
        first[1:] == second[1:]
        or first[1:] == second
        or first == second[1:]
        or (first[:2] == second[1::-1] and first[2:] == second[2:])
    )
