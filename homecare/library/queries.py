"""What the practice can assign. What is archived is left out unless asked for."""

from collections.abc import Collection

from sqlalchemy.orm import joinedload, selectinload

from homecare.access import Scope
from homecare.library.models import Advice, Exercise, Template, TemplateItem

ITEMS = selectinload(Template.items).options(joinedload(TemplateItem.exercise))


def exercises(scope: Scope, *, archived: bool = False) -> list[Exercise]:
    """The practice's exercises by position and name.

    With `archived`, those that are out of use instead.
    """
    in_use = Exercise.archived_at.is_(None)
    statement = scope.select(Exercise).where(~in_use if archived else in_use)
    return list(scope.session.scalars(statement.order_by(Exercise.position, Exercise.name)))


def in_use_by_code(scope: Scope, codes: Collection[str]) -> dict[str, Exercise]:
    """Those of the practice's exercises in use that have these codes."""
    wanted = scope.select(Exercise).where(Exercise.code.in_(codes), Exercise.archived_at.is_(None))
    return {one.code: one for one in scope.session.scalars(wanted)}


def advice(scope: Scope) -> list[Advice]:
    """The practice's advice, in the order it was made."""
    statement = scope.select(Advice).where(Advice.archived_at.is_(None)).order_by(Advice.id)
    return list(scope.session.scalars(statement))


def templates(scope: Scope, *, archived: bool = False) -> list[Template]:
    """The practice's templates with their items and exercises, in the order they were made.

    With `archived`, those that are out of use instead.
    """
    in_use = Template.archived_at.is_(None)
    statement = scope.select(Template, ITEMS).where(~in_use if archived else in_use)
    return list(scope.session.scalars(statement.order_by(Template.id)))
