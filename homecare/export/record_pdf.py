"""A client's whole record as pages that a person can read."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from homecare.clients.amended.words import field_in_words, value_in_words
from homecare.export.record_diary import diary, programmes
from homecare.export.record_letters import letters_of
from homecare.export.said import answer_in_words
from homecare.export.sections import Section, by_whom, day_of, if_any, lines_of, struck, table_of
from homecare.flags.queries import became
from homecare.language import (
    BACKGROUND_DECISIONS,
    FLAG_STATUSES,
    SIDES_OF_COMPLAINT,
    STATES,
    WEEKDAYS,
    flag_step,
    local_day,
    long_date,
    on_wall,
    review_title,
    starts_upper,
)
from homecare.mail.words import KINDS, how_far
from homecare.rules.red_flags import CONTRAINDICATIONS, Level
from homecare.rules.verdict.flags_asked import REVIEW
from homecare.screening.models import (
    BACKGROUND_NOTED,
    BY_THERAPIST,
    CLIENT_PAGE,
    INTAKE,
    NOT_THEIRS,
    WEEKLY_CHECK,
)
from homecare.typesetting.press import pdf
from homecare.typesetting.sheet import HEAD

TEMPLATE = (
    HEAD
    + b"""#set document(title: d.title)
#set page(paper: "a4", margin: (x: 18mm, y: 20mm), footer: context align(center,
  text(9pt)[#d.footer, page #counter(page).display() of #counter(page).final().first()]))
#set text(9.5pt)
#set par(leading: 0.6em)
#show heading.where(level: 2): set block(above: 1.6em)
// A row is broken only where it might be longer than a page.
#let is_long(cell) = cell.len() > 600 or cell.split("\n").len() > 30
#let whole(row) = {
  let breaks = row.any(is_long)
  row.map(cell => table.cell(breakable: breaks, cell))
}
#heading(level: 1, d.title)
#for section in d.sections {
  heading(level: 2, section.title)
  for line in section.lines {
    par(if line.at(0) == "" { line.at(1) } else [#strong(line.at(0)) #line.at(1)])
  }
  if section.head.len() > 0 {
    table(
      columns: section.head.map(_ => auto), stroke: 0.4pt + gray, inset: 4pt,
      table.header(..section.head.map(cell => strong(cell))),
      ..section.rows.map(whole).flatten(),
    )
  }
}"""
)
VISIT_STEPS = {
    "corrected": "Corrected", "moved": "Moved to another record", "struck_out": "Struck out",
    "put_back": "Put back",
}  # fmt: skip
ASKED = {
    INTAKE: "At intake", CLIENT_PAGE: "By the client, alone", WEEKLY_CHECK: "In the weekly check",
    BY_THERAPIST: "With a therapist", BACKGROUND_NOTED: "The past alone was noted",
}  # fmt: skip
APPOINTMENT_STATES = {
    "booked": "stands", "cancelled": "cancelled", "missed": "did not come", "kept": "came",
}  # fmt: skip
APPOINTMENT_STEPS = {
    "booked": "Booked for", "moved": "Moved to", "cancelled": "Cancelled:",
    "missed": "Did not come:", "kept": "Became a visit:", "reopened": "Stands again:",
    "moved_here": "Moved here from another record:",
}  # fmt: skip


def record_pdf(record: dict[str, Any]) -> bytes:
    """The record as a PDF, which says itself when the record was made; what was typed goes in as
    data and never as markup."""
    made_at = datetime.fromisoformat(record["made_at"])
    zone = record["client"]["zone"]
    made = [{**one, "made": _to_the_minute(one["made_at"], zone)} for one in record["programmes"]]
    rounds = [
        {**one, "answered": _to_the_minute(one["answered_at"], zone)}
        for one in record["red_flag_questions"]
    ]
    with_times = {**record, "programmes": made, "red_flag_questions": rounds}
    record = _on_their_days(with_times, zone)
    said = {
        "title": f"Record of {record['client']['name']}",
        "footer": _footer(record),
        "sections": list(_sections(record)),
    }
    return pdf(TEMPLATE, said, made_at)


def _footer(record: Mapping[str, Any]) -> str:
    """Whose page it is: each of them may be pulled apart from the first."""
    client, made_on = record["client"], day_of(record["made_at"])
    whose = f"{client['name']}, born {day_of(client['date_of_birth'])}"
    return f"{whose} · {record['practice']['name']}, made on {made_on}"


def _sections(record: Mapping[str, Any]) -> Iterable[Section]:
    yield _person(record["client"])
    for episode in record["episodes"]:
        yield _episode(episode)
        yield from _of_episode(record, episode)
    yield from if_any("Mail that was written", ("On", "About", "To", "How far it got"), [
        (day_of(one["queued_at"]), KINDS.get(one["kind"], "Email"),
         one["to_name"] or one["to_address"], how_far(one["status"], one["to_file"]))
        for one in record["mails"]
    ])  # fmt: skip
    yield table_of(
        "What was agreed to", ("On", "Words", "Taken back"),
        [(day_of(one["given_at"]), one["wording"], day_of(one["withdrawn_at"]))
         for one in record["agreed_to"]],
    )  # fmt: skip


def _person(client: Mapping[str, Any]) -> Section:
    reasons = [CONTRAINDICATIONS.get(code, code) for code in client["contraindications"]]
    return lines_of("Client", {
        "Name": client["name"], "Born": day_of(client["date_of_birth"]),
        "Telephone": client["telephone"], "Email": client["email"], "GP": client["gp"],
        "Medicines": client["medicines"],
        "Reasons against manipulation": "; ".join(reasons) or "none written down",
        "Therapist": client["therapist"], "Their days": f"by the clock of {client['zone']}",
        "Weekly email": "wanted" if client["weekly_email"] else "not wanted",
        "Check-in emails": "wanted" if client["check_in_email"] else "not wanted",
        "Discharged": day_of(client["discharged_at"]),
    })  # fmt: skip


def _episode(episode: Mapping[str, Any]) -> Section:
    return lines_of(f"Care from {day_of(episode['intake_on'])}", {
        "Complaint": episode["complaint"], "Side": SIDES_OF_COMPLAINT[episode["side"]],
        "Began": day_of(episode["onset"]), "Leg pain at intake": f"{episode['leg']} of 10",
        "Back pain at intake": f"{episode['back']} of 10", "Findings": episode["findings"],
        "Ended": day_of(episode["closed_at"]), "Why it ended": episode["closed_reason"],
    })  # fmt: skip


def _of_episode(record: Mapping[str, Any], episode: Mapping[str, Any]) -> Iterable[Section]:
    def own(name: str) -> list[Any]:
        return [one for one in record[name] if one["episode_id"] == episode["id"]]

    yield from if_any("The record as it stood before", ("Changed", "What", "Before", "After"), [
        (by_whom(one), starts_upper(field_in_words(one["field"])), _value(one, "old"),
         _value(one, "new"))
        for one in own("record_changes")
    ])  # fmt: skip
    yield table_of("Visits", ("Day", "Note", "By"), [
        (day_of(one["on"]), struck(one, "note"), one["by"]) for one in own("visits")
    ])  # fmt: skip
    yield from if_any("Visits as they stood before", ("Day", "Note", "What was done, and why"), [
        (day_of(one["on"]), one["note"], _step(VISIT_STEPS[one["kind"]], one))
        for one in own("visit_corrections")
    ])  # fmt: skip
    yield from if_any("Appointments", ("Time", "How it stands", "What was done"), [
        (_time(one["starts"]), APPOINTMENT_STATES[one["state"]],
         "\n".join(_step(f"{APPOINTMENT_STEPS[step['kind']]} {_time(step['starts'])}", step)
                   for step in one["steps"]))
        for one in own("appointments")
    ])  # fmt: skip
    yield from if_any("Days away", ("From", "To", "Why"), [
        (day_of(one["first_day"]), day_of(one["last_day"]), one["reason"]) for one in own("away")
    ])  # fmt: skip
    yield from programmes(own("programmes"), episode["closed_at"])
    yield table_of("Red-flag questions", ("When", "How they were asked", "What was answered"), [
        (_answered(one), ASKED[one["source"]], _answers(one)) for one in own("red_flag_questions")
    ])  # fmt: skip
    yield table_of("Flags and decisions", ("Day", "Flag", "Why", "What was done"), [
        (day_of(one["raised_on"]), _called(one), _why(one), _done(one))
        for one in own("flags")
    ])  # fmt: skip
    yield from letters_of(own("letters"))
    exercises = {
        one["line"]: one["name"] for version in own("programmes") for one in version["exercises"]
    }
    # A clock that ran ahead has closed days that were still to come.
    days = [one for one in own("days") if one["logged"] or one["on"] <= record["made_at"]]
    yield from diary(episode, days, own("entries"), exercises)


def _step(done: str, step: Mapping[str, Any]) -> str:
    """One thing that was done: what, when, by whom, and why."""
    why = f": {step['reason']}" if step["reason"] else ""
    by = f", {step['by']}" if step["by"] else ""
    return f"{done} ({day_of(step['at'])}{by}){why}"


def _value(change: Mapping[str, Any], which: str) -> str:
    return value_in_words(change["field"], change[which])


def _time(text: str) -> str:
    wall = datetime.fromisoformat(text)
    return f"{WEEKDAYS[wall.weekday()]} {long_date(wall.date())} at {wall:%H:%M}"


def _answers(asked: Mapping[str, Any]) -> str:
    said = "\n".join(_answer(asked["source"], one) for one in asked["answers"]) or "None of these."
    if not asked["mistaken_at"]:
        return said
    is_struck = asked["source"] in (BY_THERAPIST, NOT_THEIRS)
    how = "Struck out, never this client’s" if is_struck else "Tapped by mistake"
    return f"{how} ({day_of(asked['mistaken_at'])}).\n{said}"


def _answered(asked: Mapping[str, Any]) -> str:
    """When a round was answered; what was put right later stands under the day it was asked on."""
    day = day_of(asked["on"])
    if asked["answered"].startswith(f"{day} at "):
        return str(asked["answered"])
    return f"{day}, written down on {asked['answered']}"


def _answer(source: str, answer: Mapping[str, Any]) -> str:
    decided = BACKGROUND_DECISIONS.get(answer["decision"] or "")
    if decided is None and answer["level"] == Level.BACKGROUND:
        decided = "not decided yet"
    said = answer_in_words(source, answer)
    text = " ".join([said, *([f"Decided: {decided}."] if decided else [])])
    by = f" by {answer['cleared_by']}" if answer.get("cleared_by") else ""
    cleared = answer["cleared_on"] and f" Cleared {day_of(answer['cleared_on'])}{by}"
    return f"{text}{cleared}: {answer['cleared_reason']}" if cleared else text


def _called(flag: Mapping[str, Any]) -> str:
    """What a flag is called everywhere: a review by what it is about."""
    about = review_title(flag["reasons"]) if flag["kind"] == REVIEW else None
    return about or STATES.get(flag["kind"], flag["kind"])


def _why(flag: Mapping[str, Any]) -> str:
    """What was seen, with its day where that is later than the one it was raised on."""
    later = flag["seen_on"] != flag["raised_on"]
    seen = [f"As seen on {day_of(flag['seen_on'])}:"] if later else []
    return " ".join([*seen, *(str(reason["text"]) for reason in flag["reasons"])])


def _done(flag: Mapping[str, Any]) -> str:
    said = [_step_of_flag(step) for step in flag["steps"] if step["by"]]
    return "\n".join(said) or FLAG_STATUSES.get(flag["status"], "Open")


def _step_of_flag(step: Mapping[str, Any]) -> str:
    """What became of a flag, when and by whom; who raised it by an answer gave no reason."""
    is_aside = step["new"] == "snoozed" != step["old"]
    until = f" until {day_of(step['until'])}" if is_aside else ""
    title = became(step["new"], step["reason"]) or flag_step(step["old"], step["new"])
    return _step(title + until, step)


def _on_their_days(value: Any, zone: str) -> Any:
    """The same with the client's day in place of each moment."""
    if isinstance(value, dict):
        return {
            name: _local(of, zone)
            if name == "at" or name.endswith("_at")
            else _on_their_days(of, zone)
            for name, of in value.items()
        }
    return [_on_their_days(one, zone) for one in value] if isinstance(value, list) else value


def _local(moment: str | None, zone: str) -> str | None:
    return moment and local_day(datetime.fromisoformat(moment), zone).isoformat()


def _to_the_minute(moment: str, zone: str) -> str:
    there = on_wall(datetime.fromisoformat(moment), zone)
    return f"{long_date(there.date())} at {there:%H:%M}"
