"""Inside a group of the caseload the gravest stand first, by score and by silence."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from homecare.acting import Actor
from homecare.assessment.models import Verdict
from homecare.desk.caseload.case_row import shortened
from homecare.diary.models import DiaryDay
from homecare.flags.models import Flag
from tests.make.clients import TODAY, make_client
from tests.make.people import NOW, make_practice, signed_in

pytestmark = pytest.mark.usefixtures("clock")

WORDS = [{"code": "why", "text": "Why."}]


def client(session: Session, owner: Actor, name: str, kind: str, ago: int, leg: int) -> None:
    """Somebody who rated their leg on four days, the last some days ago, with a flag."""
    long_ago = NOW - timedelta(days=60)
    _, episode = make_client(session, owner, long_ago, onset=long_ago.date(), name=name)
    of = {"practice_id": owner.practice_id, "client_id": episode.client_id,
          "episode_id": episode.id}  # fmt: skip
    for day in range(ago, ago + 4):
        rated = TODAY - timedelta(days=day)
        session.add(DiaryDay(**of, on=rated, leg=leg, logged=True))
    if kind == "too_few":
        session.add(Verdict(**of, on=TODAY, state=kind, proposes="none", reasons=WORDS,
                            rule_version="1", judged_at=NOW, figures={}))  # fmt: skip
    elif kind:
        session.add(Flag(**of, kind=kind, proposes="visit", raised_on=TODAY, raised_at=NOW,
                         reasons=WORDS, figures={}, rule_version="1"))  # fmt: skip
    session.commit()


@pytest.mark.parametrize("kind", ["stalled", "worsening", "review", "not_following", ""])
def test_the_highest_weekly_mean_stands_first(app: Flask, session: Session, kind: str) -> None:
    _, owner = make_practice(session)
    for name, leg in (("Ann Four", 4), ("Bea Nine", 9), ("Cid Six", 6)):
        client(session, owner, name, kind, 1, leg)
    client(session, owner, "Abe Silent", kind, 30, 9)
    client(session, owner, "Abi Silent", kind, 40, 9)
    assert order(app) == ["Bea Nine", "Cid Six", "Ann Four", "Abi Silent", "Abe Silent"]


@pytest.mark.parametrize("kind", ["quiet", "too_few"])
def test_where_it_is_silence_the_longest_stands_first(
    app: Flask, session: Session, kind: str
) -> None:
    _, owner = make_practice(session)
    for name, ago in (("Ann Eight", 8), ("Bea Forty", 40), ("Cid Nine", 9)):
        client(session, owner, name, kind, ago, 5)
    assert order(app) == ["Bea Forty", "Cid Nine", "Ann Eight"]


def order(app: Flask) -> list[str]:
    page = signed_in(app, "owner@homecare.example").get("/caseload").text
    rows = page.split('<th scope="row">')[1:]
    return [row.split("</a>")[0].split(">")[-1] for row in rows]


@pytest.mark.parametrize(
    ("whole", "said"),
    [
        ("Leg pain 6.0 at the start, 3.9 this week: 35 % better.", None),
        (
            "Leg pain 6.2 at the start, 6.3 in the week to 24 November 2026: 1 % worse; 30 % was "
            "needed. It began 167 weeks ago.",
            None,
        ),
        (
            "Little exercise reported: 18 of 70 sessions in the 14 days to 23 November 2026. "
            "Not logged is not undone. They are asked why in the evening.",
            "Little exercise reported: 18 of 70 sessions in the 14 days to 23 November 2026. "
            "Not logged is not undone.",
        ),
        (
            "Leg pain 8.0 in the week to 8 February 2027; from 7.0 it is a matter for the GP.",
            None,
        ),
        ("word " * 30, "word " * 25 + "word …"),
        ("w" * 160, "w" * 130 + " …"),
    ],
)
def test_a_long_line_of_what_holds_now_ends_with_one_of_its_parts(
    whole: str, said: str | None
) -> None:
    assert shortened(whole) == (said or whole)


NAMES = ["zara Lowercase", "Zoë Müller", "Ángel Núñez", "Äsa Öberg", "émile Durand", "İpek Işık",
         "Łukasz Żak", "Bea Nine", "ada Small", "Æsa Ö"]  # fmt: skip
SORTED = ["ada Small", "Æsa Ö", "Ángel Núñez", "Äsa Öberg", "Bea Nine", "émile Durand",
          "İpek Işık", "Łukasz Żak", "zara Lowercase", "Zoë Müller"]  # fmt: skip


@pytest.mark.both_databases
def test_names_stand_as_somebody_looks_for_them_on_the_page_and_in_the_table(
    app: Flask, session: Session
) -> None:
    _, owner = make_practice(session)
    for name in NAMES:
        client(session, owner, name, "", 1, 4)
    assert order(app) == SORTED
    table = signed_in(app, "owner@homecare.example").get("/caseload.csv").text
    assert [line.split(",")[0] for line in table.splitlines()[1:]] == SORTED
