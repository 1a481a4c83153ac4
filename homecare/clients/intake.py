"""What a therapist writes down about a client and a complaint, and the pure checks on it.

A check answers with one sentence for each field that can't be used; the sentence says what to
write instead. Nothing here reads the clock or the database.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from homecare.clients.models import SIDES, Client
from homecare.language import long_date
from homecare.mail.addresses import address_problem
from homecare.refusals import Problems
from homecare.rules.medicines.thinners import thinners_in
from homecare.rules.red_flags import CONTRAINDICATIONS, THINNER
from homecare.telephones import WRITE_TELEPHONE, is_telephone

ADULT = 18  # years; homecare is for adults only
OLDEST = 120  # years; above it a date of birth is a slip of the pen
SCORES = range(11)  # 0 no pain … 10 worst imaginable, over the last 24 hours
LONGEST_AWAY = timedelta(days=365)
WRITTEN_LATE = timedelta(days=7)
"""An intake may be written down so much later. A client can't report before they are added: of
more days nothing would be known, and the rule would take them for a start that is measured."""


@dataclass(frozen=True, kw_only=True)
class Complaint:
    """What an episode of care starts with. Scores 0–10 over the 24 hours before it.

    `intake_on` is the client's local day of the intake; the day it is written on, where nothing
    is said.
    """

    complaint: str
    side: str
    onset: date
    leg: int
    back: int
    findings: str = ""
    intake_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Intake(Complaint):
    """A new client together with the complaint they come with."""

    name: str
    telephone: str
    date_of_birth: date
    zone: str
    therapist_id: UUID
    email: str | None = None
    gp: str = ""
    medicines: str = ""
    contraindications: tuple[str, ...] = ()
    thins_nothing: bool = False
    weekly_email: bool = True


def age_on(date_of_birth: date, on: date) -> int:
    """Whole years lived on the day `on`; somebody born on 29 February turns on 1 March."""
    return on.year - date_of_birth.year - ((on.month, on.day) < _birthday(date_of_birth))


def problems_of(intake: Intake, today: date) -> Problems:
    """What can't be used in an intake written on `today` (the client's local date)."""
    return {
        **person_problems(intake.name, intake.telephone, intake.email, intake.date_of_birth, today),
        **complaint_problems(intake, intake.date_of_birth, today),
        **contraindication_problems(intake.contraindications),
    }


def person_problems(
    name: str, telephone: str, email: str | None, date_of_birth: date, today: date
) -> Problems:
    """What can't be used of a client's own particulars."""
    problems = {
        "name": "" if name.strip() else "Write the client’s name.",
        "telephone": "" if is_telephone(telephone) else WRITE_TELEPHONE,
        "email": address_problem(email) if email else "",
        "date_of_birth": birth_problem(date_of_birth, today),
    }
    return _only_problems(problems)


def complaint_problems(complaint: Complaint, date_of_birth: date, today: date) -> Problems:
    """What can't be used of a complaint."""
    problems = {
        "complaint": "" if complaint.complaint.strip() else "Write what the client comes with.",
        "side": "" if complaint.side in SIDES else "Choose left, right or both.",
        "intake_on": intake_day_problem(complaint.intake_on or today, today),
        "onset": onset_problem(complaint.onset, date_of_birth, today)
        or moved_onset_problem(complaint.onset, complaint.intake_on or today, None),
        "leg": _score_problem(complaint.leg),
        "back": _score_problem(complaint.back),
    }
    return _only_problems(problems)


def contraindication_problems(codes: Iterable[str]) -> Problems:
    """What can't be used of the reasons against manipulation: only known codes can."""
    unknown = set(codes) - CONTRAINDICATIONS.keys()
    return {"contraindications": "Choose from the list."} if unknown else {}


def unticked_thinners(client: Client) -> list[str]:
    """The medicines on record that thin the blood, where nobody has said yes or no to it; one that
    is misspelt with what it was read as."""
    settled = client.thins_nothing or THINNER in client.contraindications
    return [] if settled else [one.words for one in thinners_in(client.medicines)]


def reasons_against(client: Client) -> tuple[str, ...]:
    """The codes of what speaks against manipulation: what was ticked, and a thinner on record."""
    return (*client.contraindications, *([THINNER] if unticked_thinners(client) else []))


def birth_problem(born: date, today: date) -> str:
    """What is wrong with a date of birth on `today`, or nothing."""
    if born > today or age_on(born, today) > OLDEST:
        return "Check the year of birth."
    if age_on(born, today) < ADULT:
        return f"homecare is for people of {ADULT} and over."
    return ""


def intake_day_problem(intake_on: date, today: date) -> str:
    """What is wrong with the day of an intake that is written down on `today`, or nothing."""
    if intake_on > today:
        return "The intake can’t be in the future. Write the day on which you saw them."
    if intake_on < today - WRITTEN_LATE:
        earliest = long_date(today - WRITTEN_LATE)
        return f"It can be at most a week before it is written down: {earliest} at the earliest."
    return ""


def onset_problem(onset: date, born: date | None, today: date) -> str:
    """What is wrong with the day a complaint began, or nothing."""
    if onset > today:
        return "The start can’t be in the future. Write about when it began."
    if born and onset < born:
        return "That is before the client was born. Check the year."
    return ""


def moved_onset_problem(onset: date, intake_on: date, first_visit: date | None) -> str:
    """What is wrong with another day for the start of a complaint somebody is treated for."""
    if onset > intake_on:
        return f"That is after the intake ({long_date(intake_on)}). Write about when it began."
    if first_visit and onset > first_visit:
        return (
            f"A visit is recorded before that, on {long_date(first_visit)}. "
            "Write an earlier day, or put that visit right first."
        )
    return ""


def visit_problems(on: date, onset: date, today: date) -> Problems:
    """What can't be used of a visit: it was since the onset, and not in the future."""
    if on > today:
        return {"on": "The visit can’t be in the future. Write the day it took place."}
    if on < onset:
        return {"on": f"That is before the complaint began ({long_date(onset)})."}
    return {}


def away_problems(first_day: date, last_day: date, intake_on: date, today: date) -> Problems:
    """What can't be used of days away; at most a year, and not long ago."""
    if first_day < intake_on:
        return {"first_day": f"Nothing was due before the intake ({long_date(intake_on)})."}
    if last_day < first_day:
        return {"last_day": "The last day can’t be before the first day."}
    if last_day - first_day > LONGEST_AWAY or first_day - today > LONGEST_AWAY:
        return {"last_day": "Write at most one year."}
    return {}


def _birthday(date_of_birth: date) -> tuple[int, int]:
    return date_of_birth.month, date_of_birth.day


def _score_problem(score: int) -> str:
    return "" if score in SCORES else "Choose a number from 0 to 10."


def _only_problems(problems: Problems) -> Problems:
    return {field: text for field, text in problems.items() if text}
