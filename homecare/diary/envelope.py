"""What a phone sends to the diary: the envelope of a batch, and the reports inside, read strictly.

A fault of the envelope refuses the whole batch; a fault of one report only that report. Reasons
name the field and what to write instead, and never repeat what was written.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from jsonschema import Draft202012Validator

from homecare.diary.ledger import LONGEST_DEVICE, WEB, Report
from homecare.language import local_day

MOST = 50  # entries in one batch
LARGEST = 400 * 1024  # bytes of one batch
DEEPEST = 6  # levels of lists and objects inside an entry
RIGHT = timedelta(minutes=10)  # a clock may be off by so much; a phone sets more than that right
CLOCK_AHEAD = (
    "The clock of this phone was ahead when that was written, so its day can’t be right. "
    "Write it again under the right day."
)
LONGEST_ID = 100  # characters of an id that is none, handed back all the same

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

_SHAPE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "owner": {"type": "string", "description": "the owner that GET /api/v1/sync/token names"},
        "device": {
            "type": "string",
            "minLength": 1,
            "maxLength": LONGEST_DEVICE,
            "pattern": r"\A[!-~]+\Z",
            "not": {"const": WEB},
            "description": (
                f"1 to {LONGEST_DEVICE} letters, digits or signs without a space, never {WEB}"
            ),
        },
        "sent_at": {"type": "string", "description": "the time with its zone"},
        "entries": {"type": "array", "description": "a list of entries"},
    },
    "required": ["owner", "device", "sent_at", "entries"],
    "additionalProperties": False,
}
_ENVELOPE = Draft202012Validator(_SHAPE)


class UnfitError(ValueError):
    """Why a whole batch can't be taken; `too_much` where less would do."""

    def __init__(self, reason: str, *, too_much: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.too_much = too_much


@dataclass(frozen=True, slots=True)
class Arrival:
    """One entry as it arrived: the report it makes, or the reason why it makes none.

    `id` is its own where it has one; else one made of the content, the same for the same.
    """

    id: UUID
    called: str | None  # the id as it was written, to answer with
    raw: Any
    report: Report | None
    reason: str = ""

    @property
    def text(self) -> str:
        """What was sent, as JSON in plain ASCII."""
        return _text(self.raw)


@dataclass(frozen=True, slots=True)
class Batch:
    """What one device sends at once, for one owner."""

    owner: str
    device: str
    sent_at: datetime
    entries: tuple[Arrival, ...]


def read(content: bytes) -> Batch:
    """The batch that `content` holds. Raises UnfitError where it is none, or too many."""
    sent = _json(content)
    if fault := next((_fault(error) for error in _ENVELOPE.iter_errors(sent)), ""):
        raise UnfitError(fault)
    if len(sent["entries"]) > MOST:
        raise UnfitError(f"entries: send at most {MOST} at once", too_much=True)
    try:
        sent_at = _moment(sent["sent_at"])
    except ValueError:
        raise UnfitError("sent_at: write the time with its zone") from None
    device = sent["device"]
    entries = tuple(_arrival(device, sent_at, entry) for entry in sent["entries"])
    return Batch(sent["owner"].lower(), device, sent_at, entries)


def clock_doubt(report: Report, now: datetime) -> str:
    """Why the day of a report can't be right: its phone's clock was ahead, and that day had not
    begun when it was written. Empty where nothing says so.

    A clock that is still ahead is seen by when the batch was sent; one that was right again by
    then, by a report from the future.
    """
    written = min(_by_our_clock(report, now), now)
    if report.done_at <= written + RIGHT or report.local_date <= local_day(written, report.zone):
        return ""
    return CLOCK_AHEAD


def _by_our_clock(report: Report, now: datetime) -> datetime:
    """When it was written, as far as the phone's own times tell."""
    ahead = report.sent_at - now if report.sent_at else timedelta()
    made = (report.id.int >> 80) / 1000  # an id of version 7 begins with its moment, by that clock
    reckoned = abs(report.done_at.timestamp() - made) > RIGHT.total_seconds()
    # A phone that knew how far it was off has reckoned with that.
    return report.done_at if ahead <= RIGHT or reckoned else report.done_at - ahead


def _json(content: bytes) -> Any:
    try:
        return json.loads(content, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise UnfitError("the body must be JSON") from None


def _no_number(_name: str) -> None:
    """NaN and Infinity are no JSON, but Python reads them."""
    raise ValueError("no number")


def _fault(error: Any) -> str:
    if error.validator == "required":
        missing = [name for name in error.validator_value if name not in error.instance]
        return f"missing: {', '.join(missing)}"
    if error.validator == "additionalProperties":
        return f"write nothing but {', '.join(_SHAPE['properties'])}"
    if error.path:
        return f"{error.path[0]}: write {error.schema['description']}"
    return "the body must be an object"


def _arrival(device: str, sent_at: datetime, sent: Any) -> Arrival:
    called = sent.get("id") if isinstance(sent, dict) else None
    called = called if isinstance(called, str) and len(called) <= LONGEST_ID else None
    own = UUID(called) if called and _UUID.fullmatch(called) else None
    values, reason = _values(sent)
    if reason:
        return Arrival(own or uuid5(NAMESPACE_OID, _text(sent)), called, sent, None, reason)
    report = Report(device=device, sent_at=sent_at, **values)
    return Arrival(report.id, called, sent, report)


def _values(sent: Any) -> tuple[dict[str, Any], str]:
    """The fields of a report, or why it is none."""
    if not isinstance(sent, dict):
        return {}, "an entry must be an object"
    if not sent.keys() <= _FIELDS.keys():
        return {}, f"write nothing but {', '.join(_FIELDS)}"
    values, faults = {}, []
    for name, (field, take, expected) in _FIELDS.items():
        try:
            values[field] = take(sent.get(name))
        except (TypeError, ValueError):
            faults.append(f"{name}: write {expected}")
    return values, "; ".join(faults)


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise TypeError
    return value


def _id(value: Any) -> UUID:
    if not _UUID.fullmatch(_string(value)):
        raise ValueError
    return UUID(value)


def _id_or_none(value: Any) -> UUID | None:
    return None if value is None else _id(value)


def _day(value: Any) -> date:
    if not _DATE.fullmatch(_string(value)):
        raise ValueError
    return date.fromisoformat(value)


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(_string(value))
    if moment.tzinfo is None:
        raise ValueError
    return moment


def _body(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or not _shallow(value, DEEPEST):
        raise TypeError
    return value


def _shallow(value: Any, left: int) -> bool:
    """Whether a body is at most `left` levels deep, so that it can be written down again."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return not inside or (left > 0 and all(_shallow(each, left - 1) for each in inside))


def _text(raw: Any) -> str:
    try:
        return json.dumps(raw, sort_keys=True, separators=(",", ":"))
    except RecursionError:
        return "nested too deeply to be written down"


# The name on the wire, the name of the report's field, how it is read, and what it should be.
_FIELDS: dict[str, tuple[str, Callable[[Any], Any], str]] = {
    "id": ("id", _id, "a UUID"),
    "seq": ("seq", _whole, "a whole number, 0 or more"),
    "op": ("op", _string, "log, amend or void"),
    "supersedes": ("supersedes", _id_or_none, "the UUID of another entry, or null"),
    "kind": ("kind", _string, "a kind of report"),
    "programme_version": ("programme_version_id", _id_or_none, "the UUID of a version, or null"),
    "local_date": ("local_date", _day, "a date such as 2026-03-02"),
    "zone": ("zone", _string, "a time zone such as Europe/London"),
    "done_at": ("done_at", _moment, "the time with its zone"),
    "body": ("body", _body, "an object"),
}
