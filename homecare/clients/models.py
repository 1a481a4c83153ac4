"""A client of a practice, their episodes of care, visits, appointments, days away."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    DateTime,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    and_,
    event,
    false,
    inspect,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from homecare.accounts.models import Person
from homecare.clients.finding import found_by
from homecare.database import Base, OfClient, OfPractice, same_practice

SIDES = ("left", "right", "both")
BOOKED, CANCELLED, MISSED, KEPT = APPOINTMENT_STATES = ("booked", "cancelled", "missed", "kept")
CORRECTED, MOVED, STRUCK_OUT, PUT_BACK = CORRECTIONS = (
    "corrected", "moved", "struck_out", "put_back",
)  # fmt: skip
ENDINGS = ("better", "complete", "referred", "stopped", "other")
MISTAKE, MERGED = NO_ENDINGS = ("mistake", "merged")
"""How care ends, if anybody was asked; and what closes it without being an end of it."""
IN_CARE = "discharged_at is null and erased_at is null"


def _where(condition: str) -> dict[str, Any]:
    """What an index of ours is kept of, for both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class Client(Base, OfPractice):
    """Somebody in a practice's care. Their login, if any, is a membership that names this row."""

    __tablename__ = "client"
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254))
    # The address somebody answered from; see `homecare.clients.addresses`.
    confirmed_email: Mapped[str | None] = mapped_column(String(254))
    telephone: Mapped[str] = mapped_column(String(40))
    date_of_birth: Mapped[date]
    # Name and telephone as `homecare.clients.finding` folds them; written with every change.
    found_by: Mapped[str] = mapped_column(default="")
    gp: Mapped[str] = mapped_column(default="")
    medicines: Mapped[str] = mapped_column(default="")
    contraindications: Mapped[list[str]] = mapped_column(default=list)
    # Of these medicines a therapist said that none thins the blood; other ones are asked about.
    thins_nothing: Mapped[bool] = mapped_column(default=False, server_default=false())
    zone: Mapped[str] = mapped_column(String(60))
    # Whether the client chose it themselves; else it is the practice's, and goes with that.
    zone_chosen: Mapped[bool] = mapped_column(default=False)
    therapist_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    reminder: Mapped[dict[str, Any]] = mapped_column(default=dict)  # kept by reports.reminders
    weekly_email: Mapped[bool] = mapped_column(default=True)
    # Whether they may be asked by mail once they have gone quiet.
    check_in_email: Mapped[bool] = mapped_column(default=True, server_default=true())
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime]
    discharged_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    # Somebody entered twice: all that this record held stands in the other one; see `merged`.
    merged_into: Mapped[UUID | None]

    episodes: Mapped[list["Episode"]] = relationship(
        back_populates="client", order_by="Episode.intake_on"
    )

    __table_args__ = (
        UniqueConstraint("practice_id", "id"),
        same_practice("merged_into", "client"),
        Index(None, "practice_id", "therapist_id"),
        # Who is mailed, however many were before them.
        Index("ix_client_in_care", "practice_id", "id", **_where(IN_CARE)),
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @classmethod
    def stands(cls) -> ColumnElement[bool]:
        """That a record of a statement is somebody's own: not erased, nor merged into another."""
        return and_(cls.erased_at.is_(None), cls.merged_into.is_(None))


def _keep_findable(_mapper: Any, _connection: Any, client: Client) -> None:
    if client.found_by and not {"name", "telephone"} & inspect(client).committed_state.keys():
        return  # what was not read need not be
    client.found_by = found_by(client.name, client.telephone)


for _when in ("before_insert", "before_update"):
    event.listen(Client, _when, _keep_findable)


class Episode(Base, OfClient):
    """One stretch of care for a complaint that began on `onset`, from intake until it is closed.

    `leg` and `back` are the first scores, 0–10; `zone` decides on which date a moment falls.
    """

    __tablename__ = "episode"
    complaint: Mapped[str]
    side: Mapped[str] = mapped_column(String(10))
    onset: Mapped[date]
    intake_on: Mapped[date]
    leg: Mapped[int]
    back: Mapped[int]
    findings: Mapped[str] = mapped_column(default="")
    zone: Mapped[str] = mapped_column(String(60))
    opened_at: Mapped[datetime]
    background_asked_at: Mapped[datetime | None]  # None where nobody has
    against_asked_at: Mapped[datetime | None]  # what speaks against manipulation; likewise
    closed_at: Mapped[datetime | None]
    closed_as: Mapped[str] = mapped_column(String(10), default="")
    closed_reason: Mapped[str] = mapped_column(default="")
    # Since when mail rests, as was said, and from when silence counts anew: `reports.resting`.
    mail_rests_since: Mapped[date | None]
    mail_counts_from: Mapped[date | None]
    new_starts: Mapped[list[str]] = mapped_column(default=list)  # ISO days: counted anew from them
    gp_answers: Mapped[list[str]] = mapped_column(default=list)  # ISO days: a doctor saw them
    activities: Mapped[list[Any]] = mapped_column(default=list)  # as `activities.words` keep them

    client: Mapped[Client] = relationship(
        back_populates="episodes", foreign_keys="Episode.client_id"
    )

    __table_args__ = (
        UniqueConstraint("practice_id", "id"),
        same_practice("client_id", "client"),
        CheckConstraint("side in ('left', 'right', 'both')", "side"),
        CheckConstraint("leg between 0 and 10", "leg"),
        CheckConstraint("back between 0 and 10", "back"),
        CheckConstraint(f"closed_as in {('', *ENDINGS, *NO_ENDINGS)}", "closed_as"),
        Index("uq_episode_active", "client_id", unique=True, **_where("closed_at is null")),
        Index("ix_episode_open", "practice_id", "zone", "id", **_where("closed_at is null")),
        Index(None, "practice_id", "client_id"),
    )

    @classmethod
    def newest(cls) -> tuple[ColumnElement[Any], ...]:
        """The order of somebody's care: what is open, what ended last, what was a mistake."""
        over, mistaken = cls.closed_at.is_not(None), cls.closed_as == MISTAKE
        return over, mistaken, cls.closed_at.desc(), cls.opened_at.desc()


class Visit(Base, OfClient):
    """A treatment, recorded by a therapist; visits since the onset count, before intake too.

    One that is struck out stays readable and counts for nothing: whoever counts asks `stands`.
    """

    __tablename__ = "visit"
    episode_id: Mapped[UUID]
    on: Mapped[date] = mapped_column("visited_on")
    note: Mapped[str] = mapped_column(default="")
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
    struck_at: Mapped[datetime | None]

    corrections: Mapped[list["VisitCorrection"]] = relationship(
        order_by="VisitCorrection.at, VisitCorrection.id",
        foreign_keys="VisitCorrection.visit_id",
        viewonly=True,
    )

    __table_args__ = (
        UniqueConstraint("practice_id", "id"),
        same_practice("client_id", "client"),
        same_practice("episode_id", "episode"),
        Index(None, "episode_id", "visited_on"),
    )

    @classmethod
    def stands(cls) -> ColumnElement[bool]:
        """That a visit of a statement counts: it is not struck out."""
        return cls.struck_at.is_(None)


class VisitCorrection(Base, OfClient):
    """One correction of a visit, never changed: who, when, why, and what it said until then.

    `kind` is one of CORRECTIONS. Client and episode are those that the visit stood in before; the
    row goes with that record, the visit with the one it was moved to.
    """

    __tablename__ = "visit_correction"
    visit_id: Mapped[UUID]
    episode_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(20))
    on: Mapped[date] = mapped_column("visited_on")
    note: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    by: Mapped[UUID] = mapped_column("corrected_by", ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column("corrected_at")

    __table_args__ = (
        same_practice("visit_id", "visit"),
        same_practice("client_id", "client"),
        same_practice("episode_id", "episode"),
        CheckConstraint("kind in ('corrected', 'moved', 'struck_out', 'put_back')", "kind"),
        Index(None, "visit_id"),
        Index(None, "episode_id"),
    )


class Appointment(Base, OfClient):
    """A time at which a client is expected; `starts` is what the practice's own clock shows then.

    `noted_with` is the visit at which it was written down, `visit_id` the visit that it became.
    """

    __tablename__ = "appointment"
    episode_id: Mapped[UUID]
    starts: Mapped[datetime] = mapped_column(DateTime())
    state: Mapped[str] = mapped_column(String(20), default="booked")
    noted_with: Mapped[UUID | None]
    visit_id: Mapped[UUID | None]

    steps: Mapped[list["AppointmentStep"]] = relationship(
        order_by="AppointmentStep.at, AppointmentStep.id",
        foreign_keys="AppointmentStep.appointment_id",
        viewonly=True,
    )

    __table_args__ = (
        UniqueConstraint("practice_id", "id"),
        same_practice("client_id", "client"),
        same_practice("episode_id", "episode"),
        same_practice("noted_with", "visit"),
        same_practice("visit_id", "visit"),
        CheckConstraint("state in ('booked', 'cancelled', 'missed', 'kept')", "state"),
        Index(None, "episode_id", "starts"),
    )


class AppointmentStep(Base, OfPractice):
    """One thing that was done with an appointment, never changed: what, when, by whom and why."""

    __tablename__ = "appointment_step"
    appointment_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(20))
    starts: Mapped[datetime] = mapped_column(DateTime())  # that it had after that
    reason: Mapped[str] = mapped_column(default="")
    by: Mapped[UUID] = mapped_column("done_by", ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column("done_at")

    __table_args__ = (same_practice("appointment_id", "appointment"), Index(None, "appointment_id"))


class Away(Base, OfClient):
    """Days on which nothing is due: a holiday or a pause, both ends included."""

    __tablename__ = "away"
    episode_id: Mapped[UUID]
    first_day: Mapped[date]
    last_day: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200), default="")
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]

    __table_args__ = (
        same_practice("client_id", "client"),
        same_practice("episode_id", "episode"),
        CheckConstraint("first_day <= last_day", "order"),
        Index(None, "episode_id", "first_day"),
    )


class Cover(Base, OfPractice):
    """Who looks after a colleague's clients while that colleague is away, both ends included.

    It holds by its days, so that nobody needs to end it; `ended_at` takes it back before.
    """

    __tablename__ = "cover"
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    covered_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=person_id, viewonly=True)
    substitute: Mapped[Person] = relationship(foreign_keys=covered_by, viewonly=True)

    __table_args__ = (
        CheckConstraint("first_day <= last_day", "order"),
        Index(None, "practice_id", "last_day"),
    )
