"""Reading a page and a document side by side."""

import re
from datetime import date
from decimal import Decimal

from homecare.language import count, long_date, starts_upper
from tests.referrals.fhir.made import Resource, resources

ROW = r"^\s*{site}\s+([0-9.]+)\s{{2,}}([0-9.]+|not enough scores)"


def assert_same_figures(document: Resource, page: str) -> None:
    """Every figure of a document stands on the page, where the page has it."""
    found = {_name(one): one for one in resources(document, "Observation")}
    words = " ".join(page.split())
    for site in ("leg", "back"):
        row = re.search(ROW.format(site=site.capitalize()), page, re.M)
        assert row is not None
        assert f"{found[site, 'start']['valueQuantity']['value']}" == row[1]
        mean = found[site, "mean"]
        assert (f"{mean['valueQuantity']['value']}" if "valueQuantity" in mean
                else mean["dataAbsentReason"]["text"]) == row[2]  # fmt: skip
        ends = date.fromisoformat(mean["effectivePeriod"]["end"])
        of = " of 7 days" if _are_weeks(found) else ""
        assert f"Mean{of} to {long_date(ends)}" in words
    first = [found[site, "first-score"]["valueQuantity"]["value"] for site in ("leg", "back")]
    assert f"leg {first[0]}, back {first[1]} (0–10)" in words
    _same_counts(found, words)
    _same_activities(document, words)
    _same_people(document, words)


def _are_weeks(found: dict[tuple[str, str], Resource]) -> bool:
    """Whether every mean with a value is of seven days."""
    spans = [found[site, "mean"]["effectivePeriod"] for site in ("leg", "back")
             if "valueQuantity" in found[site, "mean"]]  # fmt: skip
    days = (date.fromisoformat(one["end"]) - date.fromisoformat(one["start"]) for one in spans)
    return all(one.days == 6 for one in days)


def _name(one: Resource) -> tuple[str, str]:
    method = one.get("method", one["code"])["coding"][0]["code"]
    return one.get("bodySite", {}).get("text", ""), method


def _same_counts(found: dict[tuple[str, str], Resource], words: str) -> None:
    exercise = found.get(("", "exercise-reported"), {})
    ratio, span = exercise.get("valueRatio"), exercise.get("effectivePeriod")
    said = re.search(
        r"Exercise reported by the client: (\d+) of (\d+) times due, "
        r"(?:on (\d+ \w+ \d+)|from (\d+ \w+ \d+) to (\d+ \w+ \d+))"
        r"(?:, \d+ of those in part)?\.", words
    )  # fmt: skip
    assert bool(said) == ("Exercise reported by the client" in words)
    if said:
        first, last = (long_date(date.fromisoformat(span[end])) for end in ("start", "end"))
        assert (said[3] or said[4], said[3] or said[5]) == (first, last)
    counted = said and {
        "numerator": {"value": int(said[1])},
        "denominator": {"value": int(said[2])},
    }
    assert ratio == counted
    visits = found.get(("", "visits"))
    assert bool(visits) == ("Treated " in words)
    if visits:
        times = visits["valueInteger"]
        assert f"Treated {'once' if times == 1 else count(times, 'time')}" in words
        for end in visits["effectivePeriod"].values():
            assert long_date(date.fromisoformat(end)) in words


def _same_activities(document: Resource, words: str) -> None:
    """Each score with its day and its words, and no more of them on the page than in the file."""
    scores = [one for one in resources(document, "Observation") if _name(one)[1] == "activity"]
    for one in scores:
        day = long_date(date.fromisoformat(one["effectiveDateTime"]))
        assert f"{one['valueInteger']} on {day}" in words
        assert f"{starts_upper(one['code']['text'])}: " in words
    said = re.search(r"What matters to the client, from .*?\): (.*?\d{4})\.", words)
    assert len(re.findall(r"\d+ on \d+ \w+ \d{4}", said[1] if said else "")) == len(scores)


def _same_people(document: Resource, words: str) -> None:
    (patient,) = resources(document, "Patient")
    (complaint,) = resources(document, "Condition")
    assert f"Born {long_date(date.fromisoformat(patient['birthDate']))}" in words
    assert patient["name"][0]["text"] in words
    assert complaint["code"]["text"] in words
    assert f"Since {long_date(date.fromisoformat(complaint['onsetDateTime']))}" in words
    assert complaint["bodySite"][0]["text"] in words
    plans = resources(document, "CarePlan")
    names = [one["detail"]["description"] for plan in plans for one in plan["activity"]]
    assert (", ".join(names) or "none assigned") in words
    decimals = [one["valueQuantity"]["value"] for one in resources(document, "Observation")
                if isinstance(one.get("valueQuantity", {}).get("value"), Decimal)]  # fmt: skip
    assert all(value.as_tuple().exponent == -1 for value in decimals)
