"""How much of what is drawn by chance, or repeats itself, is tried: a part of it at every run, all
of it with HOMECARE_THOROUGH=1."""

import os

THOROUGH = bool(os.environ.get("HOMECARE_THOROUGH"))


def examples(of_all: int) -> int:
    """How many examples of a law are drawn: a third, the same ones each time, unless thorough."""
    return of_all if THOROUGH else max(of_all // 3, 2)
