"""The rule in a dozen worlds, beside version 2 of it and beside a ceiling."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from multiprocessing import Pool
from statistics import fmean, stdev

from benchmarks.cohort.ceiling import Model
from benchmarks.cohort.contenders import the_product, version_2
from benchmarks.cohort.courses import World
from benchmarks.cohort.people import people
from benchmarks.cohort.scores import Tally

NOISY = World(check_sd=0.7)
DOWNIE = {
    "rapid": 35.8, "gradual": 34.3, "incomplete": 14.0, "plateau": 0.0,
    "severe": 5.4, "fluctuating": 10.5, "worsening": 0.0,
}  # fmt: skip
"""Downie 2016, as read: recovered by week 2, by week 12, incompletely, persistent, fluctuating."""
KONGSTED = {
    "rapid": 13.0, "gradual": 25.0, "incomplete": 26.0, "plateau": 12.0,
    "severe": 5.0, "fluctuating": 17.0, "worsening": 2.0,
}  # fmt: skip
"""Kongsted 2015 found neither full recovery nor constant pain in most; the shares are ours."""
WORLDS = {
    "daily, noisy check": NOISY,
    "daily, exact check": World(check_sd=0.0),
    "no check": World(asked=False),
    "polite (+1)": World(kindness=1),
    "gloomy (−1)": World(kindness=-1),
    "three days a week": replace(NOISY, days_a_week=3),
    "two days a week": replace(NOISY, days_a_week=2),
    "one day a week": replace(NOISY, days_a_week=1),
    "slower recovery": replace(NOISY, slower=1.5),
    "more scatter": replace(NOISY, daily_sd=1.6),
    "shares of Downie 2016": replace(NOISY, shares=DOWNIE),
    "shares after Kongsted 2015": replace(NOISY, shares=KONGSTED),
}
WANTED = {
    "daily, noisy check": ".91 .05 .72", "no check": ".90 .075 .67", "polite (+1)": ".84 .06 .70",
    "three days a week": ".85 .07 .70", "two days a week": ".70 .06 .68",
}  # fmt: skip
COLUMNS = ("sensitivity", "recovering flagged", "predictive value")
LEARNT_FROM = 1_000_000
"""Added to a seed, so that the ceiling learns from other people than it is asked about."""
Figures = dict[str, dict[str, float]]


def in_world(job: tuple[str, int], count: int) -> Figures:
    """Return the figures of each contender on the people of one world and seed."""
    name, seed = job
    world = WORLDS[name]
    model = Model.learnt(people(seed + LEARNT_FROM, count, world))
    tallies = {"version 2": Tally(), "version 3": Tally(), "ceiling": Tally()}
    for person in people(seed, count, world):
        tallies["version 2"].add(person, version_2(person.history))
        tallies["version 3"].add(person, the_product(person.history))
        tallies["ceiling"].add(person, model.watch(person.history))
    return {who: tally.figures() for who, tally in tallies.items()}


def table(seeds: Sequence[int], count: int, processes: int) -> str:
    """Return found / flagged / right with standard errors over the seeds, and the median day."""
    jobs = [(name, seed) for name in WORLDS for seed in seeds]
    with Pool(processes) as pool:
        found = pool.map(partial(in_world, count=count), jobs, chunksize=1)
    lines = ["| people | version 2 | version 3 | ceiling | wanted |", "|---|---|---|---|---|"]
    for name in WORLDS:
        of_it = [figures for (world, _), figures in zip(jobs, found, strict=True) if world == name]
        cells = [_cell([figures[who] for figures in of_it]) for who in of_it[0]]
        lines.append(f"| {name} | {' | '.join(cells)} | {WANTED.get(name, '')} |")
    return "\n".join(lines)


def _cell(each: Sequence[dict[str, float]]) -> str:
    shown = [_with_error([one[column] for one in each]) for column in COLUMNS]
    return f"{' '.join(shown)} day {fmean(one['median day'] for one in each):.0f}"


def _with_error(values: Sequence[float]) -> str:
    error = stdev(values) / len(values) ** 0.5 if len(values) > 1 else 0.0
    return f"{fmean(values):.3f}±{error:.3f}"
