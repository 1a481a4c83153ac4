"""The arithmetic of a verdict in plain English: one sentence a reason."""

from datetime import date
from typing import NamedTuple

from homecare.rules.course import SITES
from homecare.rules.figures import rated
from homecare.rules.look import Look

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


class Reason(NamedTuple):
    """Why: a code for machines, a sentence for people."""

    code: str
    text: str


def long_date(on: date) -> str:
    """Return a date as "5 January 2026", whatever the machine's language."""
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def number(value: float) -> str:
    """Return a mean with one decimal."""
    return f"{value:.1f}"


def whole(value: float) -> str:
    """Return a score as it was given: 4, or 4.5."""
    return f"{value:g}"


def per_cent(start: float, mean: float) -> str:
    """Say how far `mean` is from `start`, as a share of the start."""
    share = round(abs(start - mean) / start * 100)
    if share == 0:
        return "no change"
    return f"{share} % {'better' if mean < start else 'worse'}"


def week_of(look: Look, day: int) -> str:
    """Name the week that ended the day before `day`."""
    if day == look.day:
        return "this week"
    return f"in the week to {long_date(look.course.date_of(day - 1))}"


def change(look: Look, site: int, day: int) -> str:
    """Return "leg pain 6.0 at the start, 5.4 this week: 10 % better; 30 % was needed"."""
    name, base = SITES[site], look.course.baseline(day)
    start = base.scores[site]
    mean = look.course.week(site, day)
    if mean is None:
        return f"{name} pain {number(start)} at the start, not enough scores since"
    begun = f"{name} pain {number(start)} at the start, {number(mean)} {week_of(look, day)}"
    if start <= 0:
        return begun
    needed = round(base.needed[site] / start * 100)
    done = base.improved(site, mean)
    return f"{begun}: {per_cent(start, mean)}; {needed} % {'is' if done else 'was'} needed"


def sentence(text: str) -> str:
    """Return `text` with a capital letter and a full stop."""
    return f"{text[0].upper()}{text[1:]}."


def notes(look: Look) -> tuple[Reason, ...]:
    """Return what else should be seen beside the arithmetic."""
    found = (_start(look), _thin(look), _parted(look))
    return tuple(reason for reason in found if reason)


def _start(look: Look) -> Reason | None:
    """Show both figures where the intake and the first four days differ."""
    course, policy = look.course, look.policy
    if look.base.zero:
        began = long_date(course.date_of(look.base.zero))
        return Reason("new_start", f"The start is counted anew from {began}, when pain came back.")
    site = look.base.index_site
    intake = (course.history.intake.leg, course.history.intake.back)[site]
    mean = course.sites[site].mean(0, min(look.day, policy.baseline_days + 1))
    if mean is None or round(abs(mean - intake), 1) < 0.1:
        return None
    capped = mean > look.base.scores[site] + 0.05
    cap = f", counted as {number(look.base.scores[site])}" if capped else ""
    return Reason(
        "start", f"{whole(intake)} at intake; {number(mean)} over the first four days{cap}."
    )


def _thin(look: Look) -> Reason | None:
    days = rated(look, look.base.index_site)
    if look.day < look.policy.mean_days or days >= look.policy.thin_days:
        return None
    return Reason("thin", f"Rated {days} of {look.policy.mean_days} days; ask about the others.")


def _parted(look: Look) -> Reason | None:
    """Name both sites where one has improved and the other has not, and still matters."""
    judged = look.valid
    means = [mean for mean in judged.means if mean is not None] if judged else []
    if judged is None or len(means) < len(SITES):
        return None
    better = [judged.base.improved(site, mean) for site, mean in enumerate(means)]
    other = better.index(False) if False in better else 0
    if all(better) or not any(better) or means[other] < look.policy.stall_mean:
        return None
    both = ", ".join(_site_now(name, mean) for name, mean in zip(SITES, means, strict=True))
    return Reason("sites_part", sentence(both))


def _site_now(name: str, mean: float) -> str:
    return f"{name} gone" if mean < 0.5 else f"{name} {number(mean)}"
