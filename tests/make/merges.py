"""Somebody who was entered twice, and the merge of both; each maker commits."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from homecare.clients.merged.models import RecordMerge
from homecare.clients.models import Client, Episode
from homecare.merging.operations import merge
from homecare.merging.plan import Choices
from homecare.merging.undoing import undo
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.flags import at
from tests.make.people import acting


@dataclass
class Twice:
    """One person's two records: the care that every test has, and another one."""

    session: Session
    care: Care
    other: Client
    again: Episode

    def merge(self, day: float = 10, keep_other: bool = False, **chosen: Any) -> RecordMerge:
        """Make them one: the first one's, unless the other stays; whose care goes on is the
        keeper's unless `goes_on` says otherwise."""
        ids = [self.care.client.id, self.other.id]
        keeper, duplicate = reversed(ids) if keep_other else ids
        act = acting(self.session, self.care.therapist, at(day))
        made = merge(act, keeper, duplicate, Choices(**{"goes_on": "keeper", **chosen}))
        self.session.commit()
        return made

    def undo(self, made: RecordMerge, day: float = 10.5) -> str:
        """Take a merge back."""
        said = undo(acting(self.session, self.care.therapist, at(day)), made)
        self.session.commit()
        return said


def make_twice(session: Session, care: Care, day: int = 2, **changes: Any) -> Twice:
    """The client of `care` taken in once more on a day, by the name and birthday they have."""
    same = {"name": care.client.name, "date_of_birth": care.client.date_of_birth, "email": None}
    other, again = make_client(session, care.therapist, at(day), **{**same, **changes})
    return Twice(session, care, other, again)
