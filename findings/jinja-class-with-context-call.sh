#!/usr/bin/env bash
# Jinja 3.1 does not make an object of a class whose objects are called with the context.
#
# The guess: {{ Badge("new") }} makes a Badge, as in Python. That its objects may be called from a
# template with the context (`@pass_context` on `__call__`) matters only when one is called.
# What happens: Jinja looks for the mark on the `__call__` of what it calls, and finds it on the
# class itself, for a class has its objects' `__call__` as an attribute. So it calls the plain
# function Badge.__call__ with the context where the object should stand, and makes no Badge. Here
# that ends in an AttributeError that names Jinja's Context; one that reads nothing of itself would
# go on with the wrong object. A class without the mark is made as in Python.
# So: hand a template a function that makes the object, or pass the context to a function.
# Needs python3 (3.11 or newer) with pip.
set -euo pipefail
JINJA=3.1.6
MARKUPSAFE=3.0.2
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --no-deps --target "$here" \
  "jinja2==$JINJA" "markupsafe==$MARKUPSAFE"
export PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1
python3 - <<'PYTHON'
import sys
from importlib.metadata import version

from jinja2 import Environment, pass_context


class Plain:
    def __init__(self, word):
        self.word = word

    def __call__(self, sign="!"):
        return f"{self.word}{sign}"


class Badge(Plain):
    @pass_context
    def __call__(self, context, sign="!"):
        return f"{self.word}{sign}"


def shown(made):
    """What `made` gives a template that makes one and calls it, or why it does not."""
    try:
        return Environment().from_string('{{ made("new")() }}').render(made=made)
    except AttributeError as error:
        return f"{type(error).__name__}: {error}"


print(f"Jinja {version('jinja2')}, Python {sys.version.split()[0]}")
seen = {
    "a class without the mark": shown(Plain),
    "a class with the mark": shown(Badge),
    "a function that makes one of it": shown(lambda word: Badge(word)),
}
for what, words in seen.items():
    print(f"{what}: {words}")
if list(seen.values()) != ["new!", "AttributeError: 'Context' object has no attribute 'word'", "new!"]:
    sys.exit("CHANGED")
print("as found: the marked class is not made, and its __call__ gets the context as itself")
PYTHON
