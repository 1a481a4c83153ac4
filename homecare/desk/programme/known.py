"""What the record knows of a client that bears on which exercises are chosen for them."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from homecare.clients.models import Episode
from homecare.language import BACKGROUND_DECISIONS
from homecare.rules.red_flags import CONTRAINDICATIONS, GP_FIRST, Level
from homecare.screening.queries import answers_in


@dataclass(frozen=True, slots=True)
class Known:
    """Sentences for the page, the codes behind them, and whether a GP is to look first."""

    lines: tuple[str, ...]
    codes: frozenset[str]
    gp_first: bool


def known_of(session: Session, episode: Episode) -> Known:
    """The background of an episode with what was decided, what speaks against manipulation, and
    the medicines."""
    client = episode.client
    background = [
        one
        for one in answers_in(session, episode.id)
        if one.urgency == Level.BACKGROUND and not one.is_taken_back
    ]
    lines = [
        f"{one.question} Yes: {BACKGROUND_DECISIONS.get(one.decision or '', 'not decided yet')}"
        f"{', cleared' if one.cleared_at else ''}."
        for one in background
    ]
    against = client.contraindications or []
    if against:
        words = "; ".join(CONTRAINDICATIONS.get(code, code) for code in against)
        lines.append(f"Against manipulation: {words}.")
    if client.medicines:
        lines.append(f"Medicines: {client.medicines}")
    return Known(
        lines=tuple(lines),
        codes=frozenset([*(one.code for one in background), *against]),
        gp_first=any(one.decision == GP_FIRST and not one.cleared_at for one in background),
    )
