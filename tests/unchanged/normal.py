"""What is drawn by lot becomes a number, in order of appearance; all else stays as it is.

One `Numbers` for each page, so that an id more on one page does not renumber all others.
"""

import re
from hashlib import sha256

ID = re.compile(r"\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b", re.I)
# Signed and random tokens are this long or longer, safe in an address, and of all three sorts;
# a signed one that was packed begins with a dot.
SHORTEST = 32
LONG = re.compile(r"(?<![\w.-])\.?[\w-]{8,}(?:\.[\w-]{5,}){0,3}(?![\w-])")
SORTS = (re.compile(r"[a-z]"), re.compile(r"[A-Z]"), re.compile(r"[0-9]"))
IN_PLACE = re.compile(r"data:([\w/+.-]+);base64,([A-Za-z0-9+/=]+)")
# What the machine's own clock says, whatever the moved one does; a token drawn as a code to scan.
PASSING = (
    (re.compile(r'("clock_seconds_ago": ?)\d+'), r"\1{seconds}"),
    (re.compile(r'(<svg[^>]*class="qr".*?)<g .*?</g>', re.S), r"\1{code}"),
)


def digest(content: bytes) -> str:
    """A short name for content that nobody can read."""
    return sha256(content).hexdigest()[:16]


class Numbers:
    """Numbers for ids and tokens: the same one for the same thing, for as long as this lives.

    `release` is the part of the addresses of static files that changes with their content.
    """

    def __init__(self, release: str = "") -> None:
        self.release = release
        self.given: dict[tuple[str, str], int] = {}

    def plain(self, text: str) -> str:
        """`text` with everything drawn by lot replaced."""
        if self.release:
            text = text.replace(self.release, "{release}")
        text = IN_PLACE.sub(_digest_in_place, text)
        text = ID.sub(lambda found: self._number("id", found[0].lower().replace("-", "")), text)
        text = LONG.sub(self._token, text)
        for pattern, stable in PASSING:
            text = pattern.sub(stable, text)
        return text

    def _token(self, found: re.Match[str]) -> str:
        word = found[0]
        if len(word) < SHORTEST or not all(sort.search(word) for sort in SORTS):
            return word  # a long word that somebody wrote
        return self._number("token", word)

    def _number(self, kind: str, word: str) -> str:
        of_kind = sum(1 for given, _ in self.given if given == kind)
        number = self.given.setdefault((kind, word), of_kind + 1)
        return f"{{{kind} {number}}}"


def _digest_in_place(found: re.Match[str]) -> str:
    return f"data:{found[1]};base64 {digest(found[2].encode())}"
