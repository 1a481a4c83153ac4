"""A practice's exercises as a JSON file (docs/library-file.md), and back: all of it or nothing."""

import json
import json.decoder
import json.scanner
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from homecare.acting import Act
from homecare.forms import is_printable
from homecare.library.catalogue.exercises import EXERCISES
from homecare.library.models import Exercise
from homecare.library.operations import add_own, in_use_by_name
from homecare.library.own import DOSE_RANGES, OwnWords, own_words_of, problems_of
from homecare.refusals import Refusal

FORMAT, VERSION = "homecare-library", 1
LARGEST_FILE = 900_000  # bytes; what a request may bring is little more
MOST = 300
TEXTS = ("name", "position", "area", "bias", "feel", "own_stop", "caution", "film")
_LEFT_OUT = {"own_stop": "", "caution": "", "film": ""}
_SIDED = {exercise.pose: exercise.sided for exercise in EXERCISES}
_LINE = object()
"""The key under which an object of the file keeps the line it began on; no file can say it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An exercise of a file: the line it begins on, the picture it names, and its words."""

    line: int
    picture: str
    words: OwnWords


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of a file: how many exercises were new, and how many were there already."""

    added: int
    known: int


def library_file(exercises: Iterable[Exercise]) -> bytes:
    """The exercises as a file that `bring_in` reads, without photos: what is shown by those alone
    stays here, and what was drawn before goes with its drawing."""
    drawn = [_said(one) for one in exercises if one.pose]
    said = {"format": FORMAT, "version": VERSION, "exercises": drawn}
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def _said(exercise: Exercise) -> dict[str, Any]:
    words = own_words_of(exercise)
    dose = {name: getattr(words, name) for name in DOSE_RANGES}
    return {
        "picture": exercise.pose,
        # A release that knows no films still reads a file without any.
        **{name: getattr(words, name) for name in TEXTS if name != "film" or words.film},
        "steps": list(words.steps),
        "dose": {name: value for name, value in dose.items() if value is not None},
    }


def bring_in(act: Act, file: bytes) -> Brought:
    """Add what a file says and the practice has not. Raises Refusal, with the line, for a file
    that is wrong anywhere: nothing of it is added."""
    there = {name: own_words_of(one) for name, one in in_use_by_name(act).items()}
    entries, new = read(file), []
    for entry in entries:
        name = entry.words.name.casefold()
        if name not in there:
            there[name] = entry.words
            new.append(entry)
        elif there[name] != entry.words:
            said = f"“{entry.words.name}” is there already with other words. Rename it."
            raise Refusal({"file": f"Line {entry.line}: {said}"})
    for entry in new:
        add_own(act, entry.picture, entry.words, sided=_SIDED[entry.picture])
    return Brought(len(new), len(entries) - len(new))


def read(file: bytes) -> list[Entry]:
    """What a file says, checked. Raises Refusal with the line of what is wrong."""
    return [Entry(one[_LINE], _picture(one), _words(one)) for one in _entries(file)]


def _entries(file: bytes) -> list[dict[Any, Any]]:
    whole = _read(file)
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise Refusal({"file": f"This is no file of exercises: its “format” is not “{FORMAT}”."})
    if whole.get("version") != VERSION:
        raise Refusal({"file": f"Only version {VERSION} of such files can be read here."})
    entries = whole.get("exercises")
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise _wrong(whole, "“exercises” has to be a list of exercises.")
    if len(entries) > MOST:
        raise _wrong(whole, f"At most {MOST} exercises can be brought in at a time.")
    return entries


def _read(file: bytes) -> Any:
    if len(file) > LARGEST_FILE:
        raise Refusal({"file": "The file is too large: 900 kB at most."})
    try:
        return _Located().decode(file.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise Refusal({"file": f"Line {error.lineno}: this is not JSON ({error.msg})."}) from error
    except UnicodeDecodeError as error:
        line = file.count(b"\n", 0, error.start) + 1
        raise Refusal({"file": f"Line {line}: these are no letters of UTF-8."}) from error
    except (ValueError, RecursionError) as error:
        raise Refusal({"file": "This is no file of exercises."}) from error


class _Located(json.JSONDecoder):
    """Reads JSON and remembers on which line each object began."""

    def __init__(self) -> None:
        super().__init__()
        self.parse_object = self._located
        self.scan_once = json.scanner.py_make_scanner(self)  # type: ignore[attr-defined]

    def _located(self, text_and_end: tuple[str, int], *how: Any) -> Any:
        found, end = json.decoder.JSONObject(text_and_end, *how)  # type: ignore[attr-defined]
        found[_LINE] = text_and_end[0].count("\n", 0, text_and_end[1]) + 1
        return found, end


def _wrong(entry: Mapping[Any, Any], why: str) -> Refusal:
    return Refusal({"file": f"Line {entry[_LINE]}: {why}"})


def _picture(entry: Mapping[Any, Any]) -> str:
    picture = _text(entry, "picture")
    if picture not in _SIDED:
        raise _wrong(entry, f"There is no picture “{picture[:40]}”.")
    return picture


def _words(entry: Mapping[Any, Any]) -> OwnWords:
    """The words of an entry, checked as a form's are."""
    unknown = set(entry) - {_LINE, "picture", "steps", "dose", *TEXTS}
    if unknown:
        raise _wrong(entry, f"“{str(min(unknown))[:40]}” is not known here.")
    said: dict[str, Any] = {name: _text(entry, name) for name in TEXTS}
    words = OwnWords(steps=_steps(entry), **said, **_dose(entry))
    for name, why in problems_of(words, sided=_SIDED[_picture(entry)]).items():
        raise _wrong(entry, f"{name}: {why}")
    return words


def _text(entry: Mapping[Any, Any], name: str) -> str:
    said = entry.get(name, _LEFT_OUT.get(name))
    if not isinstance(said, str):
        raise _wrong(entry, f"“{name}” has to be a text.")
    return _plain(entry, name, said)


def _plain(entry: Mapping[Any, Any], name: str, said: str) -> str:
    half = any("\ud800" <= character <= "\udfff" for character in said)
    if half or not is_printable(said, lines=True):
        raise _wrong(entry, f"“{name}” has characters that can’t be printed.")
    return " ".join(said.split())


def _steps(entry: Mapping[Any, Any]) -> tuple[str, ...]:
    steps = entry.get("steps")
    if not isinstance(steps, list) or not all(isinstance(step, str) for step in steps):
        raise _wrong(entry, "“steps” has to be a list of texts.")
    plain = (_plain(entry, "steps", step) for step in steps)
    return tuple(step for step in plain if step)


def _dose(entry: Mapping[Any, Any]) -> dict[str, Any]:
    dose = entry.get("dose")
    if not isinstance(dose, dict) or set(dose) - {_LINE, *DOSE_RANGES}:
        raise _wrong(
            entry, f"“dose” has to say {', '.join(DOSE_RANGES)}, each left out or a number."
        )
    for name in DOSE_RANGES:
        if not isinstance(dose.get(name), int | None) or isinstance(dose.get(name), bool):
            raise _wrong(dose, f"“{name}” has to be a whole number.")
    return {**dict.fromkeys(DOSE_RANGES), "times_a_day": 1} | {
        name: value for name, value in dose.items() if name is not _LINE
    }
