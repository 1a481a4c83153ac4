"""Silence: quiet after high scores, and too few scores to judge. Neither is recovery."""

from homecare.rules.course.episode import Course
from homecare.rules.course.improvement import ROUNDING, says_better
from homecare.rules.verdict.episode_on_day import QUIET, TOO_FEW, EpisodeOnDay, Verdict, is_stalled

UNSCORED = "unscored"
"""The cause that five weekly checks said worse, with no scores beside them."""
STALE = "stale"
"""The cause that the latest scores are too old for any verdict, as in a pause without an end."""


def quiet(look: EpisodeOnDay) -> Verdict | None:
    """A week of silence after scores that were still high, or two without any after grave ones."""
    last = look.course.last_rated(look.day)
    if look.course.says_worse_often and (unscored := _said_but_unscored(look)):
        return unscored
    if (look.held_gp or look.held_worse) and (handed_over := _handed_over(look, last)):
        return handed_over
    if look.day - last < look.policy.quiet_days or not _is_silent(look, last):
        return None
    if last < look.policy.early_silence_days and not _has_said(look):
        return None  # too early to know
    for site in (look.base.index_site, 1 - look.base.index_site):
        if _was_sore(look, site):
            return _silence(look, "silence", last, site)
    return None


def _said_but_unscored(look: EpisodeOnDay) -> Verdict | None:
    """Five weekly checks running said worse, and no scores tell how much."""
    course, count = look.course, look.policy.unscored_checks
    if course.week(look.base.index_site, look.day) is not None:
        return None
    said = [(at, change) for at, change in course.changes if at <= look.day][-count:]
    if len(said) < count or any(change >= 0 for _, change in said):
        return None
    if look.day - said[-1][0] > look.policy.worse_check_days or said[0][0] <= look.base.zero:
        return None
    return Verdict(QUIET, UNSCORED, said[-1][0], look.base.index_site)


def _has_said(look: EpisodeOnDay) -> bool:
    """Say whether the client answered a weekly check or a check-in at all."""
    course, day = look.course, look.day
    return any(at <= day for at, _ in (*course.changes, *check_ins(course)))


def _silence(look: EpisodeOnDay, cause: str, last: int, site: int) -> Verdict:
    answered = [at for at, _ in check_ins(look.course) if last <= at <= look.day]
    return Verdict(QUIET, cause, last, site, answered=max(answered, default=None))


def _handed_over(look: EpisodeOnDay, last: int) -> Verdict | None:
    """What scores made grave, of which no score tells any more, though something else may."""
    for cause, held in (("was_gp", look.held_gp), ("was_worsening", look.held_worse)):
        if held is None or (cause == "was_gp" and _gp_answered(look, held.since)):
            continue
        if look.is_frozen(held) and not _said_better_since(look, last):
            return _silence(look, cause, last, held.site)
    return None


def _gp_answered(look: EpisodeOnDay, since: int) -> bool:
    return look.course.gp_answered_between(since, look.day)


def back_unheard(look: EpisodeOnDay) -> Verdict | None:
    """After it was gone a score, or the client's word, says that it hurts again, and no other
    follows for a week; or a check-in was answered so: that is what came of the silence."""
    last = look.course.last_rated(look.day)
    if checked_in_worse(look) is not None:
        sore = sore_again(look)
        return _silence(look, "back", last, look.base.index_site if sore is None else sore)
    if look.silent_days(last) < look.policy.quiet_days:
        return None
    site = hurts_again(look)
    if site is None or _said_better_since(look, last):
        return None
    if _is_silent(look, last):
        return _silence(look, "back", last, site)
    return Verdict(TOO_FEW, "back", look.day, site)


def hurts_again(look: EpisodeOnDay) -> int | None:
    """Return the site that hurts by the last score since it was gone, or else by the last word."""
    site = sore_again(look)
    return look.base.index_site if site is None and worse_again(look) is not None else site


def sore_again(look: EpisodeOnDay) -> int | None:
    """Return the site whose last score since the pain was gone says that it is not."""
    for site in (look.base.index_site, 1 - look.base.index_site):
        series = look.course.sites[site]
        scores = series.last_scores(look.day, 1, look.phase.counts_from)
        if scores and scores[0] >= look.policy.recurrent_score:
            return site
    return None


def worse_again(look: EpisodeOnDay) -> int | None:
    """Return the day of the last weekly check since the pain was gone, where it said "much worse"
    and no score came after it."""
    said = [(at, change) for at, change in look.course.changes if at <= look.day]
    if not said or said[-1][1] > look.policy.worse_change:
        return None
    at = said[-1][0]
    return at if at >= max(look.phase.start, look.course.last_rated(look.day)) else None


def checked_in_worse(look: EpisodeOnDay) -> int | None:
    """Return the day of the last check-in since the pain was gone, where it said "worse" and
    neither a score nor a better word came after it."""
    said = [row for row in check_ins(look.course) if look.phase.start <= row[0] <= look.day]
    if not said or said[-1][1] != "worse":
        return None
    at = said[-1][0]
    over = look.course.last_rated(look.day) > at or _said_better_since(look, at)
    return None if over else at


def _said_better_since(look: EpisodeOnDay, last: int) -> bool:
    """Say whether the client's own last word, after the score of day `last`, was "better"."""
    course, day = look.course, look.day
    if _checked_in_better(look, last):
        return True
    if any(last < course.day(on) <= day for on in course.history.all_better):
        return True
    return any(
        last < at <= day and says_better(change, look.policy) for at, change in course.changes
    )


def _is_silent(look: EpisodeOnDay, last: int) -> bool:
    """Nothing at all was logged for a week, and the last check-in did not say "better"."""
    day, course = look.day, look.course
    if _checked_in_better(look, last):
        return False
    first = day - look.policy.quiet_days
    acts = (*(check.on for check in course.history.checks), *course.history.all_better)
    if any(first < course.day(on) <= day for on in acts):
        return False
    if any(map(course.is_exercised, range(first + 1, day))):
        return False
    return look.silent_days(last) >= look.policy.quiet_days


def _checked_in_better(look: EpisodeOnDay, last: int) -> bool:
    """Say whether the last check-in since day `last` says "better": a later one takes its place."""
    said = [answer for at, answer in check_ins(look.course) if last <= at <= look.day]
    return said[-1:] == ["better"]


def check_ins(course: Course) -> list[tuple[int, str]]:
    """Return (day, answer) of the one-tap check-ins, in order."""
    return sorted((course.day(on), said) for on, said in course.history.check_ins)


def _was_sore(look: EpisodeOnDay, site: int) -> bool:
    if not _still_high(look, site):
        return False
    series = look.course.sites[site]
    week = series.week(series.latest(look.day) + 1)
    mean = _last_mean(look, site) if week is None else week
    return not _was_better(look, site, mean, series.latest(look.day))


def _was_better(look: EpisodeOnDay, site: int, mean: float, last: int) -> bool:
    """Say whether scores up to the day `last`, and the client's own word, said better."""
    policy, start = look.policy, look.base.scores[site]
    change = look.course.change(look.day, look.day - last + policy.quiet_check_days)
    if change is not None and change < policy.better:
        return start - mean >= policy.quiet_share * start - ROUNDING
    if says_better(change, policy) and last < look.base.zero + policy.early_word_days:
        return True
    return look.base.improved(site, mean)


def last_scores(look: EpisodeOnDay, site: int) -> list[float]:
    """Return the latest scores of a site, none from before the pain was gone."""
    series, count = look.course.sites[site], look.policy.quiet_scores
    return series.last_scores(look.day, count, look.phase.counts_from)


def _last_mean(look: EpisodeOnDay, site: int) -> float:
    scores = last_scores(look, site)
    return sum(scores) / len(scores) if scores else 0.0


def _still_high(look: EpisodeOnDay, site: int) -> bool:
    return _last_mean(look, site) >= look.policy.quiet_mean - ROUNDING


def too_few(look: EpisodeOnDay) -> Verdict | None:
    """No valid mean, though there were days enough to rate; or none for four weeks."""
    if look.day < look.policy.too_few_day:
        return None
    if look.course.week(look.base.index_site, look.day) is not None:
        return None
    if is_stale(look):
        return Verdict(TOO_FEW, STALE, look.day, look.base.index_site)
    if is_stalled(look) and _still_high(look, look.base.index_site):
        return None
    week = range(look.day - look.policy.mean_days, look.day)
    chances = len(week) - sum(day in week for day in look.course.away)
    if chances < look.policy.chance_days:
        return None
    return Verdict(TOO_FEW, "too_few", look.day)


def is_heard_of_another(look: EpisodeOnDay) -> bool:
    """Say whether only the site that decides is rated too seldom: the client writes all the same,
    and need not be asked how they are."""
    return look.course.week(1 - look.base.index_site, look.day) is not None


def is_stale(look: EpisodeOnDay) -> bool:
    """Say whether the latest score of the site that decides is older than four weeks.

    Neither days away nor a stall that is on make a verdict of such figures.
    """
    last = look.course.sites[look.base.index_site].latest(look.day)
    return look.day - last > look.policy.stale_days
