"""Adding the clients of a table together, and undoing that. Neither commits."""

from collections.abc import Iterable

from homecare.accounts import audit
from homecare.accounts.consent import CONSENT_WORDING, record_consent
from homecare.acting import Act
from homecare.clients.imported.models import ClientImport, ImportedLine
from homecare.clients.intake import Intake
from homecare.clients.operations import take_in


def add_all(act: Act, lines: Iterable[tuple[int, Intake | None]]) -> ClientImport:
    """Take in the client of each line, by the line's number; of a line that is left out there is
    only the number."""
    imported = ClientImport(practice_id=act.actor.practice_id, by=act.actor.person_id, at=act.now)
    act.session.add(imported)
    act.session.flush()
    number = 0
    for at, intake in lines:
        made = None
        if intake:
            made, _ = take_in(act, intake)
            record_consent(act, made.id, "health_data", CONSENT_WORDING["health_data"])
            number += 1
        act.session.add(
            ImportedLine(
                practice_id=imported.practice_id,
                import_id=imported.id,
                number=at,
                made_id=made.id if made else None,
            )
        )
    audit.note(act, "clients.import", subject=str(number))
    act.session.flush()
    return imported
