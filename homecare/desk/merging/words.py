"""The two records and what will happen to them, in sentences for whoever decides."""

from homecare.clients.episodes.words import stretch_of_care, what_for
from homecare.clients.merged.models import DUPLICATE, KEEPER, SIDES
from homecare.language import count, listed, long_date
from homecare.merging import plan
from homecare.merging.plan import Pair
from homecare.merging.queries import Contents
from homecare.rules.red_flags import CONTRAINDICATIONS

SAID = {"email": "an email address", "gp": "a GP", "medicines": "medicines"}


CALLED = dict(zip(SIDES, plan.CALLED, strict=True))


def holds(record: Contents) -> list[tuple[str, str]]:
    """What a record holds, counted."""
    login = record.person
    days = [day for day in (record.first_day, record.last_day) if day]
    logged = f", {' to '.join(dict.fromkeys(map(long_date, days)))}" if days else ""
    return [
        ("Visits", str(record.visits)),
        ("Appointments to come", str(record.to_come)),
        ("Diary", count(record.entries, "entry", "entries") + logged),
        ("Red-flag questions", f"asked {count(record.rounds, 'time')}"),
        ("Flags", str(record.flags)),
        ("Letters", str(record.letters)),
        ("Mail", str(record.mails)),
        ("Consents", str(record.consents)),
        ("Signs in", f"{record.called}, {login.email}" if login else "Nobody"),
    ]


def compared(kept: Contents, gone: Contents) -> list[tuple[str, str, str]]:
    """What each record says and holds, side by side."""
    ours, theirs = ([*_says(one), *holds(one)] for one in (kept, gone))
    return [(label, one, other) for (label, one), (_, other) in zip(ours, theirs, strict=True)]


def _says(record: Contents) -> list[tuple[str, str]]:
    client = record.client
    against = (CONTRAINDICATIONS.get(code, code) for code in client.contraindications)
    care = (f"{what_for(one)}, {stretch_of_care(one)}" for one in record.episodes)
    return [
        ("Name", client.name),
        ("Born", long_date(client.date_of_birth)),
        ("Telephone", client.telephone),
        ("Email", client.email or ""),
        ("GP", client.gp),
        ("Medicines", client.medicines),
        ("Against manipulation", "; ".join(against)),
        ("Therapist", record.therapist),
        ("Care", "; ".join(care)),
    ]


def what_happens(kept: Contents, gone: Contents, pair: Pair) -> list[str]:
    """What will happen, once it is pressed."""
    return [
        "Everything of the other record goes into the one that stays, and its address leads "
        "there. Nothing is deleted.",
        *_of_care(kept, gone),
        *_of_sign_in(kept, gone, pair),
        "Reasons against manipulation of both stand together, and what was answered about the past "
        "is noted in the care that goes on.",
        "The clock for days goes with the care that goes on, reminders and the weekly email with "
        "whoever signs in.",
        "What is not taken of name, telephone and the rest stays under “What happened”.",
        *([only] if (only := _only_in_one(pair)) else []),
        "For 24 hours it can be undone, on the client’s page.",
    ]


def _of_care(kept: Contents, gone: Contents) -> list[str]:
    both = [one for one in (kept, gone) if one.open]
    if len(both) == 2:
        return [
            "The other open care ends as “another reason”, and is read as earlier care, with its "
            "programme. Its diary counts for nothing in the care that goes on.",
            "Its booked appointments go along, and its visits since the complaint began: they "
            "count there, one for a day, towards the review after three visits.",
        ]
    if both:
        whose = CALLED[KEEPER if kept.open else DUPLICATE]
        return [f"The open care of {whose} goes on as it is, with flag and programme."]
    return ["Nobody is in care; both read as earlier care."]


def _of_sign_in(kept: Contents, gone: Contents, pair: Pair) -> list[str]:
    if pair.two_people:
        return [
            "Whoever is not chosen can’t open the record any more, at once. What they sent stays. "
            "The email address goes with the one who is."
        ]
    called = kept.called or gone.called
    if not called:
        return []
    return [f"{called} signs in to the one record. What their phone has not sent comes in there."]


def _only_in_one(pair: Pair) -> str:
    """Which fields only one of them has, as a sentence; empty where there are none."""
    found = [words for name, words in SAID.items() if sum(bool(s.fields[name]) for s in pair) == 1]
    return f"Only one of them names {listed(found)}: that is taken." if found else ""


def side_of(kept: Contents, gone: Contents) -> dict[str, Contents]:
    """Both by their side."""
    return {KEEPER: kept, DUPLICATE: gone}
