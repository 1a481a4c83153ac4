"""What the builder works with: the client's versions, and what the practice can assign."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from flask import abort
from werkzeug.datastructures import MultiDict

from homecare.access import Scope
from homecare.accounts.queries import names_of
from homecare.clients.models import Episode
from homecare.clients.queries import latest_episode
from homecare.desk.programme.forms import typed_advice, typed_item
from homecare.desk.programme.known import Known, known_of
from homecare.desk.programme.rows import rows_of, with_rows
from homecare.flags.findings import is_of_answers
from homecare.flags.models import Flag
from homecare.flags.queries import live_flag
from homecare.language import local_day
from homecare.library import queries as library
from homecare.library.models import Advice, Exercise, Template
from homecare.library.words import found_in, shelves, to_mind
from homecare.programmes import queries
from homecare.programmes.differences import differences
from homecare.programmes.models import ProgrammeVersion
from homecare.programmes.plan import Plan, PlanItem, Problem, plan_of, problems, warnings
from homecare.programmes.sides import BOTH, of_another_side
from homecare.rules.schedule import holding
from homecare.screening.models import RedFlagAnswer
from homecare.screening.queries import stopping


@dataclass
class ProgrammeDraft:
    """Everything the page of one client's programme shows; each part is read once."""

    scope: Scope
    episode: Episode
    today: date
    versions: list[ProgrammeVersion]

    @cached_property
    def exercises(self) -> dict[UUID, Exercise]:
        """What can be added, and what stands in a version or a template already, by id."""
        used = [item.exercise for version in self.versions for item in version.items]
        in_templates = [item.exercise for one in self.templates for item in one.items]
        return {exercise.id: exercise for exercise in [*used, *in_templates, *self.offered]}

    @cached_property
    def offered(self) -> list[Exercise]:
        """What can be added, by position and name."""
        return library.exercises(self.scope)

    def shelves(self, searched: str) -> list[tuple[str, list[Exercise]]]:
        """The pictures to choose from: what fits the words that were typed."""
        return shelves([one for one in self.offered if found_in(one, searched)])

    @cached_property
    def changed_by(self) -> str:
        """Whose hand the newest version is of: "You", or their name."""
        made_by = self.versions[0].made_by
        if made_by == self.scope.actor.person_id:
            return "You"
        names = names_of(self.scope.session, self.episode.practice_id, [made_by])
        return names.get(made_by, "Somebody")

    @cached_property
    def advice(self) -> list[Advice]:
        """The advice that can be added."""
        return library.advice(self.scope)

    @cached_property
    def templates(self) -> list[Template]:
        """What a programme can start from."""
        return library.templates(self.scope)

    @cached_property
    def history(self) -> list[queries.Change]:
        """Every version with its author and changes, newest first."""
        return queries.history(self.scope.session, self.versions)

    @cached_property
    def flag(self) -> Flag | None:
        """The open flag that a change of the programme may answer; never one of red flags."""
        live = self.scope.select(Flag).where(
            Flag.episode_id == self.episode.id, Flag.closed_at.is_(None)
        )
        flag: Flag | None = self.scope.session.scalars(live).one_or_none()
        return None if flag is None or is_of_answers(flag) else flag

    @cached_property
    def stopped_by(self) -> list[RedFlagAnswer]:
        """The red-flag answers that stop the exercises, the gravest first."""
        return stopping(self.scope.session, self.episode.id)

    @cached_property
    def flag_of_answers(self) -> Flag | None:
        """The open flag on which these are cleared."""
        return live_flag(self.scope.session, self.episode.id) if self.stopped_by else None

    @cached_property
    def known(self) -> Known:
        """What the record knows of the client that bears on the choice."""
        return known_of(self.scope.session, self.episode)

    def to_mind(self, exercise: Exercise) -> list[str]:
        """What to mind about an exercise for this client, beside its own caution."""
        return to_mind(exercise, self.known.codes)

    @property
    def is_changed_since(self) -> bool:
        """Whether the programme was changed after the flag was raised."""
        return bool(self.flag and self.versions and self.versions[0].made_at > self.flag.raised_at)

    @property
    def number(self) -> int:
        """The newest version's number; 0 when there is none."""
        return self.versions[0].number if self.versions else 0

    @property
    def present(self) -> ProgrammeVersion | None:
        """The version that holds today."""
        return holding(self.versions, self.today)

    @property
    def planned(self) -> list[ProgrammeVersion]:
        """Versions that start later and will take over from today's, the next one first."""
        days = sorted({v.starts_on for v in self.versions if v.starts_on > self.today})
        return [version for day in days if (version := holding(self.versions, day))]

    def plan_to_start_from(self, start: str) -> Plan:
        """The plan behind "present", "empty", the number of a version or a template's code.

        404 for anything else.
        """
        if start == "empty":
            return Plan(items=())
        if start == "present":
            version = self.present or (self.versions[0] if self.versions else None)
        else:
            version = next((v for v in self.versions if str(v.number) == start), None)
        if version is not None:
            return plan_of(version, self.today)
        template = next((t for t in self.templates if t.code == start), None)
        return abort(404) if template is None else self.from_template(template)

    def from_template(self, template: Template) -> Plan:
        """The template for this client, from today."""
        session = self.scope.session
        return queries.plan_from_template(session, template, self.episode, self.today)

    def problems(self, plan: Plan, starts_on: date) -> list[Problem]:
        """What keeps the plan from being assigned."""
        return problems(
            plan, self.exercises, starts_on=starts_on, today=self.today, first=not self.number
        )

    def cautions(self, plan: Plan) -> list[str]:
        """What the therapist may want to think over before saving."""
        sore = self.episode.side
        names = [
            self.exercises[item.exercise_id].name for item in of_another_side(plan.items, sore)
        ]
        said = "both sides are sore" if sore == BOTH else f"the {sore} side is sore"
        about = [
            f"{name} is for one side only; the record says that {said}."
            if sore == BOTH
            else f"{name} is for the other side; the record says that {said}."
            for name in names
        ]
        return [*warnings(plan), *about]

    def changes(self, plan: Plan, starts_on: date) -> list[str]:
        """What the plan changes in the version that would hold on its first day."""
        names = {id: exercise.name for id, exercise in self.exercises.items()}
        before = holding(self.versions, starts_on)
        return differences(plan_of(before, starts_on) if before else None, plan, names)

    def with_exercise(self, typed: MultiDict[str, str]) -> MultiDict[str, str]:
        """What was typed, with the chosen exercise added at its usual dose."""
        chosen = next((e for e in self.offered if str(e.id) == typed.get("add_exercise")), None)
        if chosen is None:
            return typed
        item = PlanItem(
            exercise_id=chosen.id,
            side=self.episode.side if chosen.sided else None,
            sets=chosen.sets,
            reps=chosen.reps,
            hold_seconds=chosen.hold_seconds,
            minutes=chosen.minutes,
            times_a_day=chosen.times_a_day,
            days=chosen.days,
        )
        return with_rows(typed, "items", [*rows_of(typed, "items"), typed_item(item)])

    def with_advice(self, typed: MultiDict[str, str]) -> MultiDict[str, str]:
        """What was typed, with the chosen advice added, dated from today."""
        chosen = next((a for a in self.advice if str(a.id) == typed.get("add_advice")), None)
        if chosen is None:
            return typed
        row = typed_advice(queries.advice_from(chosen, self.today))
        return with_rows(typed, "advice", [*rows_of(typed, "advice"), row])


def draft_of(scope: Scope, client_id: UUID, now: datetime) -> ProgrammeDraft:
    """What a client of the practice is assigned, to be changed; 404 for anybody else."""
    episode = latest_episode(scope, client_id) or abort(404)
    versions = queries.versions_of(scope.session, episode.id)
    return ProgrammeDraft(scope, episode, local_day(now, episode.zone), versions)
