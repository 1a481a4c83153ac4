"""The words that every page may use, as filters and names of Jinja's own."""

from typing import Any

from flask import Flask

from homecare import language
from homecare.typesetting.characters import held_together

FILTERS = (
    language.long_date,
    language.day_and_month,
    language.weekday_date,
    language.short_date,
    language.short_day_and_month,
    language.starts_upper,
    language.as_sentence,
    language.one_decimal,
)
NAMES = (
    "PROPOSALS",
    "STATES",
    "REVIEWS",
    "FLAG_STATUSES",
    "OVERDUE",
    "BACKGROUND_DECISIONS",
    "SIDES_OF_COMPLAINT",
    "SIDES_OF_EXERCISE",
)
FUNCTIONS = (
    language.count,
    language.listed,
    language.day_name,
    language.day_and_time,
    language.wall_words,
    language.city_of,
    language.local_day,
)


def shown(value: Any) -> Any:
    """What a page writes of a value: figures stay with their units. Markup is left as it is, so
    that what somebody typed stands in its field letter by letter: `{{ words|e }}`."""
    return held_together(value) if type(value) is str else value


def install_words(app: Flask) -> None:
    """Let the templates ask for words instead of writing them again."""
    app.jinja_env.finalize = shown
    app.jinja_env.filters.update({each.__name__: each for each in FILTERS})
    app.jinja_env.globals.update({name: getattr(language, name) for name in NAMES})
    app.jinja_env.globals.update({each.__name__: each for each in FUNCTIONS})
