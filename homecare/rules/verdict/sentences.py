"""Sentences that several states say: where a site stands, what changed, what was said."""

from collections.abc import Mapping
from datetime import date

from homecare.rules.course.episode import SITES
from homecare.rules.policy import EVALUATION_EVERY
from homecare.rules.verdict.arithmetic import (
    NOT_NOW,
    Reason,
    change,
    counted,
    days_after,
    exact,
    long_date,
    number,
    sentence,
    week_of,
)
from homecare.rules.verdict.episode_on_day import (
    RECURRENT,
    EpisodeOnDay,
    Verdict,
    back_as,
    is_said_as_worse,
)
from homecare.rules.verdict.silence import sore_again, worse_again
from homecare.rules.weekly.stall import Ran
from homecare.rules.weekly.week import WeeklyLook

SAID = ("checks", "very_much_worse")
"""Causes that are the client's own word."""


ONE_OFF = "one_off"
"""The reason that tells that the newest weekly look no longer found it."""

CHECK_IN = "check_in"
"""The reason that tells what a check-in was answered."""
ASK = "ask"
"""The reason of a review that can only ask how it is: too little was rated."""
WORSE = "worse"
"""The answer to a check-in that says more than the silence did."""

HELD = "held"
"""The reason that tells that today's scores say otherwise than the weekly look did."""

MUCH = -2
WORSE_WORDS = {-3: "very much worse", MUCH: "much worse", -1: "a little worse"}
"""How the weekly check words its answers below 0."""


def back_again(look: EpisodeOnDay) -> tuple[Reason, ...]:
    """Say that pain is back after it was gone, for as long as it counts as that."""
    if look.phase.kind != RECURRENT:
        return ()
    since, least = look.course.date_of(look.phase.mark), exact(look.policy.recurrent_score)
    return (Reason(back_as(look), sentence(
        f"pain of {least} or more again since {long_date(since)}, "
        f"{days_after(look.phase.gone_days)} it was gone"
    )),)  # fmt: skip


def hurts_though_gone(look: EpisodeOnDay, verdict: Verdict) -> tuple[Reason, ...]:
    """Name the score, or the word, that said after the pain was gone that it is not, the last."""
    said = worse_again(look)
    if said is not None:
        last = _worse_word(look, said)
    elif sore_again(look) is not None:
        last = _sore_score(look, verdict.site)
    else:
        last = "the check-in since says otherwise"
    gone = long_date(look.course.date_of(look.phase.start))
    return (Reason("back", sentence(f"pain was gone by {gone}; {last}")),)


def _sore_score(look: EpisodeOnDay, site: int) -> str:
    course = look.course
    day = course.sites[site].latest(look.day)
    score, on = course.sites[site].scores[day], long_date(course.date_of(day))
    return f"the last score since, on {on}, was {number(score or 0)} ({SITES[site]})"


def _worse_word(look: EpisodeOnDay, day: int) -> str:
    on, said = long_date(look.course.date_of(day)), WORSE_WORDS[look.course.change(day, 0) or MUCH]
    return f"the last word since, in the weekly check of {on}, was “{said}”"


def all_better(look: EpisodeOnDay, tap: int) -> str:
    """Say when "all better" was tapped, and which scores bear it out."""
    on = long_date(look.course.date_of(tap))
    most, count = look.policy.all_better_score, look.policy.all_better_scores
    said = (
        f"“All better” was tapped on {on}, and the last {count} scores were {exact(most)} or less"
    )
    return said + "".join(_sore_when_last_rated(look, site) for site in range(len(SITES)))


def _sore_when_last_rated(look: EpisodeOnDay, site: int) -> str:
    """Name the last score of a site that nobody has rated since it was sore: low scores of the
    other say nothing of it."""
    course, series = look.course, look.course.sites[site]
    day = series.latest(look.phase.start)
    score = series.scores[day] if day >= 0 else None
    if score is None or score <= look.policy.all_better_score:
        return ""
    on = long_date(course.date_of(day))
    return f"; {SITES[site]} pain was {number(score)} when last rated, on {on}"


def check_in_said(on: date, answer: str) -> str:
    """What a check-in was answered, and when: better, same or worse."""
    return f"The check-in of {long_date(on)} was answered “{answer}”."


def is_worse_by_check_in(reason: Mapping[str, str]) -> bool:
    """Say whether a stored reason is a check-in answered "worse"; the oldest name no day."""
    return reason["code"] == CHECK_IN and reason["text"].endswith(f" “{WORSE}”.")


def judged_day(look: EpisodeOnDay) -> int:
    """Return the day whose means the sentences of a verdict give."""
    site = look.base.index_site
    if look.valid is None or (look.told_today and look.course.week(site, look.day) is not None):
        return look.day
    return look.valid.day


def said_so(look: EpisodeOnDay, cause: str, day: int) -> str:
    if cause == "checks":
        return f"two weekly checks running said {_both_words(look, day)}"
    on = long_date(look.course.date_of(day))
    return f"the weekly check of {on} said “{WORSE_WORDS[look.course.much_worse[day]]}”"


def _both_words(look: EpisodeOnDay, day: int) -> str:
    """Name what the weekly check of `day` and the one before it said, each in its own words."""
    if look.policy.worse_change > MUCH:
        return "worse"
    said = [change for at, change in look.course.changes if at <= day][-2:]
    return ", then ".join(f"“{WORSE_WORDS[change]}”" for change in dict.fromkeys(said))


def level_of_site(look: EpisodeOnDay, site: int, day: int, places: int = 1) -> str:
    mean = look.course.week(site, day)
    if mean is None:
        return NOT_NOW
    return f"{mean:.{places}f} {week_of(look, site, day)}"


def last_known(look: EpisodeOnDay, site: int, day: int) -> int:
    """Return the latest day up to `day` before which M of a site is valid, or `day` itself."""
    valid = (at for at in range(day, 0, -1) if look.course.week(site, at) is not None)
    return next(valid, day)


def not_recent(look: EpisodeOnDay, days: int) -> tuple[Reason, ...]:
    """Say why a week with `days` rated, which is enough of them, has no mean all the same."""
    if days < look.policy.rated_days:
        return ()
    site, recent = SITES[look.base.index_site], counted(look.policy.recent_days)
    return (Reason("not_recent", f"No {site} score in the last {recent} days."),)


def valid_looks(look: EpisodeOnDay, site: int, day: int) -> list[int]:
    """Return the days of the weekly looks at which M of a site was valid: that of `day` first."""
    looks = range(day, 0, -EVALUATION_EVERY)
    return [at for at in looks if look.course.sites[site].at_look(at) is not None]


def running_looks(looks: int) -> str:
    """Name so many weekly looks in a row: "two weekly looks running", or "one weekly look"."""
    return f"{counted(looks)} weekly looks running" if looks > 1 else "one weekly look"


def counted_looks(look: EpisodeOnDay, ran: Ran) -> str:
    """Name the looks that made a stall, that none of those between was better by half, and when
    they began: the day a stall counts from is that of the last of them."""
    first = f"the first on {long_date(look.course.date_of(ran.first))}"
    if ran.looks == ran.among:
        return f"{running_looks(ran.looks)}, {first}"
    share = f"{100 * look.policy.undone_share:g} %"
    looks = f"{counted(ran.looks)} of {counted(ran.among)} weekly looks"
    return f"{looks}, at none of them {share} better, {first}"


def one_week_off(looks: int, needed: int, what: str = "") -> Reason:
    """Say that the newest `looks` no longer found it, and how many in all end it."""
    off = f"{counted(looks)} week{'s' if looks > 1 else ''} off{what}"
    rest = needed - looks
    end = "a second one ends it" if (looks, rest) == (1, 1) else f"{counted(rest)} more end it"
    return Reason(ONE_OFF, sentence(f"{off}; {end}"))


def since_then(look: EpisodeOnDay) -> str:
    """Show the mean of today where the verdict is held from a weekly look that said otherwise.

    Or from one before the latest, which had too few scores. Empty where today says the same.
    """
    valid, site = look.valid, look.base.index_site
    mean = look.course.week(site, look.day)
    if valid is None or mean is None or valid.day == look.day:
        return ""
    if look.weekly.day == valid.day and not _says_otherwise(look, valid):
        return ""
    return level_of_site(look, site, look.day)


def _says_otherwise(look: EpisodeOnDay, valid: WeeklyLook) -> bool:
    """Say whether today's mean is better, or worse than the start, where the look found it not."""
    site = look.base.index_site
    mean = look.course.week(site, look.day) or 0.0
    better = look.base.improved(site, mean) != valid.improved
    worse = is_said_as_worse(look, site, look.day) != is_said_as_worse(look, site, valid.day)
    return better or worse


def held(look: EpisodeOnDay) -> tuple[Reason, ...]:
    """Say that the verdict is that of a weekly look, and what the scores say today."""
    now = since_then(look)
    if not now:
        return ()
    on, site = long_date(look.course.date_of(judged_day(look))), SITES[look.base.index_site]
    return (Reason(HELD, f"Held from the weekly look of {on}; {site} pain is {now}."),)


def change_since_start(look: EpisodeOnDay) -> tuple[Reason, ...]:
    return (Reason("change", sentence(change(look, look.base.index_site, judged_day(look)))),)


def change_in_stall(look: EpisodeOnDay) -> tuple[Reason, ...]:
    """As `change_since_start`, of a stall that is on: one look that is improved does not end it,
    and the sentence says how many do."""
    (said,) = change_since_start(look)
    if not said.text.endswith("is needed."):
        return (said,)
    often = running_looks(look.policy.switch_off)
    return (said._replace(text=f"{said.text[:-1]} at {often}."),)
