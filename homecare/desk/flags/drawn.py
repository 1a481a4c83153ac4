"""The flags of the list as the page shows them: what says the same is drawn once."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from uuid import UUID

from flask import get_template_attribute
from markupsafe import Markup

from homecare.desk.flags.listed import KEPT
from homecare.desk.flags.rows import FlagRow
from homecare.desk.namesakes import telling_apart

Draw = Callable[[Iterable[FlagRow]], Iterable[Markup]]


def drawing(me: UUID | None, *, mine: bool) -> Draw:
    """How this page draws its flags: where it is not `mine` alone, each with its therapist."""
    told_apart = telling_apart()

    def one(row: FlagRow) -> Markup:
        is_named = not mine or row.client.therapist_id != me
        name = told_apart(row.client.id, row.client.name)
        return drawn(row, name, row.therapist if is_named else "")

    return lambda rows: map(one, rows)


@lru_cache(KEPT)
def drawn(row: FlagRow, name: str, therapist: str) -> Markup:
    """One flag; it follows from the arguments alone, so that none is ever out of date."""
    card: Callable[..., Markup] = get_template_attribute("desk/flags/_flag_card.html", "flag_card")
    return card(row, name, therapist)
