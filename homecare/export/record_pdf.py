"""A client's whole record as pages that a person can read."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any

from homecare.clients.amended.words import field_in_words, value_in_words
from homecare.language import (
    FLAG_STATUSES,
    SIDES_OF_COMPLAINT,
    STATES,
    count,
    local_day,
    long_date,
    starts_upper,
    wall_words,
)
from homecare.mail.words import KINDS, how_far
from homecare.referrals.answers.words import HEARD
from homecare.rules.red_flags import CONTRAINDICATIONS
from homecare.screening.models import BY_THERAPIST
from homecare.typesetting.press import pdf
from homecare.typesetting.sheet import HEAD

DOSE = {
    "sets": ("set", "sets"), "reps": ("repeat", "repeats"),
    "hold_seconds": ("second held", "seconds held"), "minutes": ("minute", "minutes"),
    "times_a_day": ("time a day", "times a day"),
}  # fmt: skip
Section = dict[str, Any]
TEMPLATE = (
    HEAD
    + b"""#set document(title: d.title)
#set page(paper: "a4", margin: (x: 18mm, y: 20mm), footer: context align(center,
  text(9pt)[#d.footer, page #counter(page).display() of #counter(page).final().first()]))
#set text(9.5pt)
#set par(leading: 0.6em)
#show heading.where(level: 2): set block(above: 1.6em)
#heading(level: 1, d.title)
#for section in d.sections {
  heading(level: 2, section.title)
  for line in section.lines { par[#strong(line.at(0)) #line.at(1)] }
  if section.head.len() > 0 {
    table(
      columns: section.head.map(_ => auto), stroke: 0.4pt + gray, inset: 4pt,
      table.header(..section.head.map(cell => strong(cell))),
      ..section.rows.flatten(),
    )
  }
}"""
)
VISIT_STEPS = {
    "corrected": "Corrected", "moved": "Moved to another record", "struck_out": "Struck out",
    "put_back": "Put back",
}  # fmt: skip
ANSWER_STEPS = {**VISIT_STEPS, "moved": "Moved to another letter"}
APPOINTMENT_STATES = {
    "booked": "stands", "cancelled": "cancelled", "missed": "did not come", "kept": "came",
}  # fmt: skip
APPOINTMENT_STEPS = {
    "booked": "Booked for", "moved": "Moved to", "cancelled": "Cancelled:",
    "missed": "Did not come:", "kept": "Became a visit:", "reopened": "Stands again:",
    "moved_here": "Moved here from another record:",
}  # fmt: skip
KEPT = {"kept": "kept", "not_kept": "not kept", "could_not": "couldn't"}


def record_pdf(record: dict[str, Any]) -> bytes:
    """The record as a PDF, which says itself when the record was made; what was typed goes in as
    data and never as markup."""
    made_at = datetime.fromisoformat(record["made_at"])
    record = _on_their_days(record, record["client"]["zone"])
    said = {
        "title": f"Record of {record['client']['name']}",
        "footer": f"{record['practice']['name']}, made on {_day(record['made_at'])}",
        "sections": list(_sections(record)),
    }
    return pdf(TEMPLATE, said, made_at)


def _sections(record: Mapping[str, Any]) -> Iterable[Section]:
    yield _person(record["client"])
    for episode in record["episodes"]:
        yield _episode(episode)
        yield from _of_episode(record, episode["id"])
    yield from _if_any("Mail that was written", ("On", "About", "To", "How far it got"), [
        (_day(one["queued_at"]), KINDS.get(one["kind"], "Email"),
         one["to_name"] or one["to_address"], how_far(one["status"], one["to_file"]))
        for one in record["mails"]
    ])  # fmt: skip
    yield _table(
        "What was agreed to", ("On", "Words", "Taken back"),
        [(_day(one["given_at"]), one["wording"], _day(one["withdrawn_at"]))
         for one in record["agreed_to"]],
    )  # fmt: skip


def _person(client: Mapping[str, Any]) -> Section:
    reasons = [CONTRAINDICATIONS.get(code, code) for code in client["contraindications"]]
    return _lines("Client", {
        "Name": client["name"], "Born": _day(client["date_of_birth"]),
        "Telephone": client["telephone"], "Email": client["email"], "GP": client["gp"],
        "Medicines": client["medicines"],
        "Reasons against manipulation": "; ".join(reasons) or "none written down",
        "Therapist": client["therapist"], "Discharged": _day(client["discharged_at"]),
    })  # fmt: skip


def _episode(episode: Mapping[str, Any]) -> Section:
    return _lines(f"Care from {_day(episode['intake_on'])}", {
        "Complaint": episode["complaint"], "Side": SIDES_OF_COMPLAINT[episode["side"]],
        "Began": _day(episode["onset"]), "Leg pain at the start": f"{episode['leg']} of 10",
        "Back pain at the start": f"{episode['back']} of 10", "Findings": episode["findings"],
        "Ended": _day(episode["closed_at"]), "Why it ended": episode["closed_reason"],
    })  # fmt: skip


def _of_episode(record: Mapping[str, Any], episode_id: str) -> Iterable[Section]:
    def own(name: str) -> list[Any]:
        return [one for one in record[name] if one["episode_id"] == episode_id]

    yield from _if_any("The record as it stood before", ("Changed", "What", "Before", "After"), [
        (_by_whom(one), starts_upper(field_in_words(one["field"])), _value(one, "old"),
         _value(one, "new"))
        for one in own("record_changes")
    ])  # fmt: skip
    yield _table("Visits", ("Day", "Note", "By"), [
        (_day(one["on"]), _struck(one, "note"), one["by"]) for one in own("visits")
    ])  # fmt: skip
    yield from _if_any("Visits as they stood before", ("Day", "Note", "What was done, and why"), [
        (_day(one["on"]), one["note"], _step(VISIT_STEPS[one["kind"]], one))
        for one in own("visit_corrections")
    ])  # fmt: skip
    yield from _if_any("Appointments", ("Time", "How it stands", "What was done"), [
        (_time(one["starts"]), APPOINTMENT_STATES[one["state"]],
         "\n".join(_step(f"{APPOINTMENT_STEPS[step['kind']]} {_time(step['starts'])}", step)
                   for step in one["steps"]))
        for one in own("appointments")
    ])  # fmt: skip
    for version in own("programmes"):
        yield _programme(version)
    yield _table("Red-flag questions", ("Day", "Answered with yes or not sure"), [
        (_day(one["on"]), _answers(one)) for one in own("red_flag_questions")
    ])  # fmt: skip
    yield _table("Flags and decisions", ("Day", "Flag", "Why", "What was done"), [
        (_day(one["raised_on"]), STATES.get(one["kind"], one["kind"]), _why(one), _done(one))
        for one in own("flags")
    ])  # fmt: skip
    yield from _letters(own("letters"))
    yield _diary(own("days"), own("entries"))


def _letters(letters: Sequence[Mapping[str, Any]]) -> Iterable[Section]:
    """Letters, what came of them, and what answers said before they were put right."""
    yield _table("Letters", ("Issued", "To", "Words"), [
        (_day(one["issued_at"]) or one["status"], one["to"], one["message"])
        for one in letters
    ])  # fmt: skip
    yield _table("Answers to letters", ("Day", "From", "What happens next", "Words"), [
        (_day(one["received_at"]), one["said_by"], HEARD[one["next"]], _struck(one, "words"))
        for letter in letters for one in letter["answers"]
    ])  # fmt: skip
    yield from _if_any("Answers as they stood before", (
        "Corrected", "What was done", "What happens next", "Words"
    ), [
        (_by_whom(one), ANSWER_STEPS[one["kind"]] + (f": {one['reason']}" if one["reason"] else ""),
         HEARD.get(one.get("next", ""), ""), one.get("words", ""))
        for letter in letters
        for one in chain(letter["answers_moved_away"],
                         *(answer["corrections"] for answer in letter["answers"]))
    ])  # fmt: skip


def _step(done: str, step: Mapping[str, Any]) -> str:
    """One thing that was done: what, when, by whom, and why."""
    why = f": {step['reason']}" if step["reason"] else ""
    by = f", {step['by']}" if step["by"] else ""
    return f"{done} ({_day(step['at'])}{by}){why}"


def _by_whom(change: Mapping[str, Any]) -> str:
    return ", ".join(part for part in (_day(change["at"]), change["by"]) if part)


def _value(change: Mapping[str, Any], which: str) -> str:
    return value_in_words(change["field"], change[which])


def _time(text: str) -> str:
    return wall_words(datetime.fromisoformat(text))


def _struck(one: Mapping[str, Any], words: str) -> str:
    return f"Struck out. {one[words]}" if one["struck_at"] else str(one[words])


def _answers(asked: Mapping[str, Any]) -> str:
    said = "\n".join(map(_answer, asked["answers"])) or "None of these."
    if not asked["mistaken_at"]:
        return said
    by_therapist = asked["source"] == BY_THERAPIST
    how = "Struck out, never this client’s" if by_therapist else "Tapped by mistake"
    return f"{how} ({_day(asked['mistaken_at'])}).\n{said}"


def _answer(answer: Mapping[str, Any]) -> str:
    text = answer["question"]
    cleared = answer["cleared_on"] and f" Cleared {_day(answer['cleared_on'])}"
    return f"{text}{cleared}: {answer['cleared_reason']}" if cleared else text


def _why(flag: Mapping[str, Any]) -> str:
    return " ".join(str(reason["text"]) for reason in flag["reasons"])


def _done(flag: Mapping[str, Any]) -> str:
    said = [f"{step['reason']} ({step['by']})" for step in flag["steps"] if step["by"]]
    return "\n".join(said) or FLAG_STATUSES.get(flag["status"], "Open")


def _programme(version: Mapping[str, Any]) -> Section:
    title = f"Programme from {_day(version['starts_on'])}"
    rows = [(one["name"], one["side"] or "", _dose(one)) for one in version["exercises"]]
    lines = {
        one["title"]: f"until {_day(one['until'])}. {one['text']}" for one in version["advice"]
    }
    return {**_table(title, ("Exercise", "Side", "Dose"), rows), "lines": _pairs(lines)}


def _dose(exercise: Mapping[str, Any]) -> str:
    given = {part: exercise[part] for part in DOSE if exercise[part]}
    return ", ".join(count(number, *DOSE[part]) for part, number in given.items())


def _diary(days: Iterable[Mapping[str, Any]], entries: Iterable[Mapping[str, Any]]) -> Section:
    taken_back = {entry["supersedes"] for entry in entries}
    notes = {
        entry["local_date"]: entry["body"]["text"]
        for entry in entries
        if entry["kind"] == "note" and entry["op"] != "void" and entry["id"] not in taken_back
    }
    rows = [
        (_day(day["on"]), _or_dash(day["leg"]), _or_dash(day["back"]),
         f"{day['reported']} of {day['due']}", KEPT.get(day["sitting"], ""),
         KEPT.get(day["bath"], ""), notes.get(day["on"], "") if day["noted"] else "")
        for day in days
    ]  # fmt: skip
    head = ("Day", "Leg", "Back", "Exercises reported", "Sitting", "Bath", "Note")
    return _table("Diary", head, rows)


def _or_dash(score: int | None) -> str:
    return "–" if score is None else str(score)


def _lines(title: str, lines: Mapping[str, Any]) -> Section:
    return {"title": title, "lines": _pairs(lines), "head": [], "rows": []}


def _pairs(lines: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(f"{starts_upper(label)}:", str(text)) for label, text in lines.items() if text]


def _table(title: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Section:
    if not rows:
        return _lines(title, {"Nothing": "is on record."})
    return {"title": title, "lines": [], "head": list(head), "rows": [list(row) for row in rows]}


def _if_any(
    title: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]
) -> Iterable[Section]:
    return [_table(title, head, rows)] if rows else []


def _day(text: str | None) -> str:
    return long_date(date.fromisoformat(text)) if text else ""


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
