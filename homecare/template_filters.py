"""The words that every page may use, as filters and names of Jinja's own."""

from types import BuiltinMethodType, FunctionType, MethodType
from typing import Any
from uuid import UUID

from flask import Flask
from jinja2 import Template, Undefined
from jinja2.compiler import CodeGenerator
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape
from markupsafe import _escape_inner as _escaped  # type: ignore[attr-defined]

from homecare import language
from homecare.rules.urgent_advice import numbers_of
from homecare.telephones import call_link, dialled
from homecare.typesetting.characters import held_together

FILTERS = (
    call_link,
    dialled,
    language.long_date,
    language.day_and_month,
    language.day_of_a_year,
    language.weekday_date,
    language.short_date,
    language.short_day_and_month,
    language.starts_upper,
    language.as_sentence,
    language.one_decimal,
    numbers_of,
)
NAMES = (
    "STATES",
    "REVIEWS",
    "FLAG_STATUSES",
    "OVERDUE",
    "UNREAD_ANSWER",
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
PLAIN = {FunctionType, MethodType, BuiltinMethodType}
SAFE = {int, UUID, Undefined}
"""What is written without a character that HTML reads otherwise."""


class Calls(Context):
    """The names of a page, whose macros, functions and methods are called without asking each of
    them first whether it would have the page's variables, and how: a page calls hundreds."""

    def call(self, what: Any, /, *given: Any, **named: Any) -> Any:
        """What `what` answers."""
        kind = type(what)
        if kind is Macro:
            given = (self.eval_ctx, *given)
        elif kind not in PLAIN or hasattr(what, "jinja_pass_arg"):
            return super().call(what, *given, **named)
        named.pop("_loop_vars", None)
        named.pop("_block_vars", None)
        return what(*given, **named)


class OncePutTogether(Template):
    """A template whose macros, where they are imported without the page's variables, are put
    together once, and kept as long as the template: every page has the same names of the app's."""

    def _get_default_module(self, ctx: Any = None) -> Any:
        return super()._get_default_module()


def shown(value: Any) -> Any:
    """What a page writes of a value: figures stay with their units. Markup is left as it is, so
    that what somebody typed stands in its field letter by letter: `{{ words|e }}`."""
    return held_together(value) if type(value) is str else value


def written(value: Any) -> str:
    """What a page writes of a value, escaped: `escape(shown(value))` without a Markup made of each
    word and of each macro's page so far, which are joined with their neighbours at once."""
    kind = type(value)
    if kind is str:
        escaped: str = _escaped(held_together(value) if " " in value else value)
        return escaped
    if kind in SAFE:
        return str(value)
    return value if kind is Markup else escape(value)


class AtOnce(CodeGenerator):
    """Templates whose values are `written` in one go."""

    def _output_child_pre(self, node: Any, frame: Any, finalize: Any) -> None:
        if self._writes(frame):
            self.write("environment.written(")
        else:
            super()._output_child_pre(node, frame, finalize)

    def _output_child_post(self, node: Any, frame: Any, finalize: Any) -> None:
        if self._writes(frame):
            self.write(")")
        else:
            super()._output_child_post(node, frame, finalize)

    def _writes(self, frame: Any) -> bool:
        """Whether it is known while a template is read that it is one of pages."""
        return frame.eval_ctx.autoescape and not frame.eval_ctx.volatile


def install_words(app: Flask) -> None:
    """Let the templates ask for words instead of writing them again."""
    app.jinja_env.context_class = Calls
    app.jinja_env.template_class = OncePutTogether
    app.jinja_env.code_generator_class = AtOnce
    app.jinja_env.finalize = shown
    app.jinja_env.written = written  # type: ignore[attr-defined]
    app.jinja_env.filters.update({each.__name__: each for each in FILTERS})
    app.jinja_env.globals.update({name: getattr(language, name) for name in NAMES})
    app.jinja_env.globals.update({each.__name__: each for each in FUNCTIONS})
