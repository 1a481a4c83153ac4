"""Red-flag answers: the questions answered once, and every yes."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    and_,
    case,
    or_,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from homecare.database import Base, OfClient, OfPractice, same_practice
from homecare.rules.red_flags import AGAIN, Level, level_of, words_of

BACKGROUND_NOTED = "background"
"""The source of a screening in which a therapist wrote down background, and asked nothing else."""


NOT_THEIRS = "not_theirs"
"""The source of a round that somebody else answered, through a sign-in taken back since."""
WEEKLY_CHECK = "check"  # the source of a screening that came with the weekly check
INTAKE, CLIENT_PAGE, BY_THERAPIST = "intake", "client", "therapist"
CORRECTED, MERGE_UNDONE = "Corrected:", "The merge that brought this was undone."
NEVER_THEIRS = (CORRECTED, MERGE_UNDONE)
"""How the reason begins where an answer was cleared because it was never this client's."""
THEIR_OWN = (CLIENT_PAGE, WEEKLY_CHECK)
"""Where a client answers by themselves, and is shown what to do."""
SOURCES = (INTAKE, CLIENT_PAGE, BY_THERAPIST, WEEKLY_CHECK)
"""Where the questions were asked; what is noted about the background is no such round."""


class Screening(Base, OfClient):
    """The red-flag questions answered once: at intake, on the client's page, or with a therapist.

    An answer of "none of these" is a screening without answers, and counts as a check. Background
    noted later (BACKGROUND_NOTED) is no check: the questions about new symptoms were not asked.
    """

    __tablename__ = "screening"
    episode_id: Mapped[UUID]
    source: Mapped[str] = mapped_column(String(20))
    on: Mapped[date] = mapped_column("answered_on")
    answered_at: Mapped[datetime]
    answered_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    # In which words the questions were asked: an answer is read as it was asked, for good.
    wording: Mapped[str] = mapped_column(String(20), default=AGAIN)
    # "I tapped by mistake": the answers stand, and the therapist clears them. Of what a therapist
    # noted: when they struck it out, as never asked of this client.
    mistaken_at: Mapped[datetime | None]

    answers: Mapped[list["RedFlagAnswer"]] = relationship(
        back_populates="screening",
        order_by="RedFlagAnswer.code",
        foreign_keys="RedFlagAnswer.screening_id",
    )

    __table_args__ = (
        UniqueConstraint("practice_id", "id"),
        same_practice("client_id", "client"),
        same_practice("episode_id", "episode"),
        Index(None, "episode_id", "answered_on"),
    )

    @property
    def is_struck(self) -> bool:
        """Whether all of the answers were taken back: somebody else gave them."""
        noted = self.source == BY_THERAPIST and self.mistaken_at is not None
        return noted or self.source == NOT_THEIRS

    @classmethod
    def stands(cls) -> ColumnElement[bool]:
        """That a round of a statement was this client's: it is not struck out."""
        noted = or_(cls.source != BY_THERAPIST, cls.mistaken_at.is_(None))
        return and_(cls.source != NOT_THEIRS, noted)

    @classmethod
    def counts_as(cls) -> ColumnElement[str]:
        """The source of a round as the rule takes it: one that is struck out is no check."""
        return case((cls.stands(), cls.source), else_=BACKGROUND_NOTED)


def _own_level(context: Any) -> int:
    return level_of(context.get_current_parameters()["code"])


def urgency_of(code: str, level: int) -> Level:
    """How soon an answer needs somebody that is kept with this level."""
    return max(Level(level), level_of(code))


def said_in_words(source: str, *, unsure: bool) -> str:
    """What was answered, inside a sentence. Where somebody else ticks it for the client, "I'm not
    sure" is ticked as a yes, and only both can be said."""
    if unsure:
        return "not sure"
    return "yes" if source in THEIR_OWN else "yes or not sure"


class RedFlagAnswer(Base, OfPractice):
    """One yes (or "I'm not sure") to a red-flag or background question.

    A background answer carries the therapist's `decision`: considered or gp_first. `level` is how
    grave an answer is beside the background; it is raised, never lowered.
    """

    __tablename__ = "red_flag_answer"
    screening_id: Mapped[UUID] = mapped_column(
        ForeignKey("screening.id", name="fk_red_flag_answer_screening_id"), index=True
    )
    code: Mapped[str] = mapped_column(String(40))
    level: Mapped[int] = mapped_column(SmallInteger, default=_own_level)
    unsure: Mapped[bool] = mapped_column(default=False)
    decision: Mapped[str | None] = mapped_column(String(20))
    cleared_at: Mapped[datetime | None]
    cleared_on: Mapped[date | None]
    cleared_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    cleared_reason: Mapped[str] = mapped_column(default="")

    screening: Mapped[Screening] = relationship(
        back_populates="answers", foreign_keys="RedFlagAnswer.screening_id"
    )

    __table_args__ = (
        UniqueConstraint("screening_id", "code"),
        Index(
            "ix_red_flag_answer_uncleared",
            "practice_id",
            sqlite_where=text("cleared_at is null"),
            postgresql_where=text("cleared_at is null"),
        ),
    )

    @property
    def is_taken_back(self) -> bool:
        """Whether it was cleared because it was never this client's, and not dealt with."""
        return self.cleared_reason.startswith(NEVER_THEIRS)

    @property
    def urgency(self) -> Level:
        """How soon it needs somebody: by its own question, or more beside the background."""
        return urgency_of(self.code, self.level or 0)

    @property
    def said(self) -> str:
        """What was answered, inside a sentence: "yes", or "not sure"."""
        return said_in_words(self.screening.source, unsure=self.unsure)

    @property
    def question(self) -> str:
        """What was asked, in the words of then."""
        return words_of(self.code, self.screening.wording or AGAIN)
