"""The arithmetic of a verdict in plain English: one sentence a reason."""

from datetime import date
from typing import NamedTuple

from homecare.rules.course.episode import SITES
from homecare.rules.verdict.episode_on_day import EpisodeOnDay
from homecare.rules.verdict.sums import sum_of
from homecare.rules.weekly.week import NEWEST

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


THIS_WEEK, OVER_LAST = "this week", "over the last"
"""How a sentence names days that end with the day it is written on."""
NOT_NOW = "not rated enough now"
"""What stands in the place of a mean that the day it is written on has too few scores for."""
YOU_DECIDE = "Carry on or refer: you decide"
COUNTS = ("no", "one", "two", "three", "four", "five", "six")
WEEKS = {1: "one week", 2: "two weeks", 3: "three weeks", 4: "four weeks"}


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


def exact(threshold: float) -> str:
    """Return a threshold as it was set, with one decimal at least: 2.0, or 1.75."""
    shown = number(threshold)
    return shown if float(shown) == threshold else f"{threshold:g}"


def whole(value: float) -> str:
    """Return a score as it was given: 4, or 4.5."""
    return f"{value:g}"


def counted(number_of: int) -> str:
    """Return a small count in words, so that no two figures stand side by side."""
    return COUNTS[number_of] if number_of < len(COUNTS) else str(number_of)


def period(days: int) -> str:
    """Name a stretch of days: "two weeks", or "10 days"."""
    weeks, rest = divmod(days, 7)
    return f"{days} days" if rest or weeks not in WEEKS else WEEKS[weeks]


def days_after(days: int) -> str:
    """Say how long after something: "1 day after", "4 days after"."""
    return f"{days} day{'' if days == 1 else 's'} after"


def week_of(look: EpisodeOnDay, site: int, day: int) -> str:
    """Name the days before `day` of which M of a site is the mean: a week, or what stands in."""
    days = look.course.span(site, day)
    until = long_date(look.course.date_of(day - 1))
    if days in (0, look.policy.mean_days):
        return THIS_WEEK if day == look.day else f"in the week to {until}"
    return (
        f"{OVER_LAST} {period(days)}" if day == look.day else f"over the {period(days)} to {until}"
    )


def meant(look: EpisodeOnDay, site: int, day: int, places: int = 1) -> str:
    """Return an M of some while ago: "6.0", or "6.0 (over two weeks)"."""
    mean = look.course.week(site, day)
    if mean is None:
        return "–"
    days = look.course.span(site, day)
    over = "" if days == look.policy.mean_days else f" (over {period(days)})"
    return f"{mean:.{places}f}{over}"


def change(look: EpisodeOnDay, site: int, day: int) -> str:
    """Return "leg pain 6.0 at the start, 5.4 this week: 10 % better; 30 % was needed"."""
    name, base = SITES[site], look.course.baseline(day)
    start = base.scores[site]
    mean = look.course.week(site, day)
    if mean is None:
        return f"{name} pain {number(start)} at the start, not enough scores since"
    done = base.improved(site, mean)
    shown = sum_of(start, mean, look.policy)
    begun = f"{name} pain {shown.start} at the start, {shown.mean} {week_of(look, site, day)}"
    if not shown.share:
        return begun
    if not shown.needed:
        return f"{begun}: {shown.share}"
    better = " better" if shown.share.endswith("worse") else ""
    needed = f"{shown.needed}{better}"
    if shown.least:  # a share that the practice has not set would be a riddle
        needed = f"at least {shown.least}{better} ({shown.needed})"
    return f"{begun}: {shown.share}; {needed} {'is' if done else 'was'} needed"


def sentence(text: str) -> str:
    """Return `text` with a capital letter and a full stop."""
    return f"{text[0].upper()}{text[1:]}."


def notes(look: EpisodeOnDay, site: int, day: int | None) -> tuple[Reason, ...]:
    """Return what else should be seen beside the arithmetic, which is that of `site` before `day`:
    None where it is of several days."""
    reasons = (
        _start(look, site), _newest(look, site), _thin(look, site, day),
        _handed_over(look), parted(look),
    )  # fmt: skip
    return tuple(reason for reason in reasons if reason)


def _start(look: EpisodeOnDay, site: int) -> Reason | None:
    """Show both figures where the intake and the first four days differ."""
    course, policy = look.course, look.policy
    if look.base.zero:
        return new_start(look)[0]
    intake = (course.history.intake.leg, course.history.intake.back)[site]
    mean = course.sites[site].mean(0, min(look.day, policy.baseline_days + 1))
    if mean is None or round(abs(mean - intake), 1) < 0.1:
        return None
    capped = mean > look.base.scores[site] + 0.05
    cap = f", counted as {number(look.base.scores[site])}" if capped else ""
    return Reason("start", f"{whole(intake)} at intake; {number(mean)} {_first(look, site)}{cap}.")


def new_start(look: EpisodeOnDay) -> tuple[Reason, ...]:
    """Say from which day the start is counted anew, and why, where it is."""
    course, zero = look.course, look.base.zero
    if not zero:
        return ()
    began = long_date(course.date_of(zero))
    gone = [phase.gone_days for phase in course.phases if phase.mark == zero]
    back = f"when pain came back, {days_after(max(gone))} it was gone"
    why = "as chosen after a letter was answered" if course.is_chosen(zero) else back
    return (Reason("new_start", f"The start is counted anew from {began}, {why}."),)


def _newest(look: EpisodeOnDay, site: int) -> Reason | None:
    """Show the newest scores where they are improved, and the mean of several weeks is not yet."""
    if look.valid is None or look.valid.newest is None:
        return None
    if look.valid.base.index_site != site:
        return None  # it is about another site
    until = long_date(look.course.date_of(look.valid.day - 1))
    mean = number(look.valid.newest)
    return Reason("newest", f"The newest {NEWEST} scores to {until} average {mean}.")


def _first(look: EpisodeOnDay, site: int) -> str:
    """Name the days that the start is the mean of."""
    after = look.course.sites[site].rated(1, min(look.day, look.policy.baseline_days + 1))
    if after == look.policy.baseline_days:
        return f"over the first {COUNTS[after + 1]} days"
    return f"on average with {COUNTS[after]} day{'s' if after > 1 else ''} rated after it"


def _thin(look: EpisodeOnDay, site: int, day: int | None) -> Reason | None:
    """Say how few days were rated: of those that the mean before `day` is of, and, where that is an
    earlier day, of the last ones, too."""
    told = []
    if day is not None and day != look.day and (then := _few_rated(look, site, day)):
        until = long_date(look.course.date_of(day - 1))
        told.append(f"{then.days} of the {then.of} days to {until}")
    now = _few_rated(look, site, look.day)
    if not (told or now):
        return None
    if now:
        is_of_mean = day == look.day and look.course.week(site, day) is not None
        told.append(f"{now.days} of {'' if is_of_mean else 'the last '}{now.of} days")
    ask = f"; ask about {'the others' if now.days else 'them'}" if now else ""
    return Reason("thin", f"Rated {' and '.join(told)}{ask}.")


class Few(NamedTuple):
    """On how many days a site was rated, of how many."""

    days: int
    of: int


def _few_rated(look: EpisodeOnDay, site: int, day: int) -> Few | None:
    """Return how many of the days that M of `day` is of were rated, where those are few."""
    of = look.course.span(site, day) or look.policy.mean_days
    days = look.course.sites[site].rated(day - of, day)
    enough = look.policy.thin_days if of == look.policy.mean_days else of
    return None if day < look.policy.mean_days or days >= enough else Few(days, of)


def _handed_over(look: EpisodeOnDay) -> Reason | None:
    """Say that the worse site is gone, or not rated any more, so that the other one decides."""
    course, site = look.course, look.base.index_site
    if site == look.first_index_site:
        return None
    name, last = SITES[1 - site], course.sites[1 - site].latest(look.day)
    if last <= look.base.zero:
        text = f"{name} pain not rated since the start"
    elif look.is_unrated(1 - site):
        text = f"{name} pain not rated since {long_date(course.date_of(last))}"
    else:
        first, second = (meant(look, 1 - site, at) for at in look.looks_before())
        text = f"{name} pain gone, {second} and {first} at the two weekly looks before"
    return Reason("handed_over", sentence(f"{text}; judged by {SITES[site]} pain"))


def parted(look: EpisodeOnDay) -> Reason | None:
    """Name both sites where one has improved and the other has not, and still matters."""
    judged = look.valid
    means = [mean for mean in judged.means if mean is not None] if judged else []
    if judged is None or len(means) < len(SITES):
        return None
    if look.told_today and judged.day != look.day:
        return None
    better = [judged.base.improved(site, mean) for site, mean in enumerate(means)]
    other = better.index(False) if False in better else 0
    if all(better) or not any(better) or means[other] < look.policy.stall_mean:
        return None
    weeks = [week_of(look, site, judged.day) for site, _ in enumerate(SITES)]
    shown = [_site_then(name, mean) for name, mean in zip(SITES, means, strict=True)]
    if weeks[0] == weeks[1]:
        return Reason("sites_part", sentence(f"{', '.join(shown)} {weeks[0]}"))
    parts = (f"{one} {week}" for one, week in zip(shown, weeks, strict=True))
    return Reason("sites_part", sentence(", ".join(parts)))


def _site_then(name: str, mean: float) -> str:
    return f"{name} gone" if mean < 0.5 else f"{name} {number(mean)}"
