#!/usr/bin/env bash
# mypy 2.4 on SQLAlchemy 2.1: a mapped class that is named as a type argument fits a protocol no longer,
# also where it did before.
#
# The guess: whether a class has what a protocol asks for does not depend on where its name stands.
# What happens: mapped columns are read as `int` by way of a descriptor (`Mapped[int]`). With a
# protocol that asks for such an attribute, the class is taken for it. Once some signature of the file
# says `Shelf[Book]`, where `Shelf` is generic and bound to that protocol, mypy refuses the argument
# ("must be a subtype"), and with it every other use in the file that was right before.
# So: such a signature is written with a type variable of the same bound, and not with the class.
# Needs python3 (3.11 or newer) with pip and venv.
set -euo pipefail
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
python3 -m venv "$here/env"
"$here/env/bin/python" -m pip install -q --disable-pip-version-check "mypy==2.4.1" "SQLAlchemy==2.1.9"
mkdir "$here/work"
cd "$here/work"
cat >plain.py <<'PYTHON'
from typing import Protocol, TypeVar

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class HasPages(Protocol):
    @property
    def pages(self) -> int: ...


T_co = TypeVar("T_co", bound=HasPages, covariant=True)


class Shelf(Protocol[T_co]):
    @property
    def first(self) -> T_co: ...


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    pages: Mapped[int]


def weigh(one: HasPages) -> int:
    return one.pages


weigh(Book())
PYTHON
cp plain.py named.py
printf '\n\ndef tidy(shelf: Shelf[Book]) -> None: ...\n' >>named.py
"$here/env/bin/mypy" --version
check() { "$here/env/bin/mypy" --strict --cache-dir="$here/cache-$1" "$1.py" 2>&1 || true; }
plain=$(check plain)
named=$(check named)
printf 'without it:\n%s\nwith Shelf[Book] in a signature:\n%s\n' "$plain" "$named"
grep -q '^Success' <<<"$plain" || { echo CHANGED; exit 1; }
grep -q 'must be a subtype of "HasPages"' <<<"$named" || { echo CHANGED; exit 1; }
grep -q 'Argument 1 to "weigh"' <<<"$named" || { echo CHANGED; exit 1; }
echo "as found"
