"""The caseload as a table says of everybody what the page says of them, in the same words."""

import csv
import io
import re
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.clients.appointments import book
from homecare.clients.episodes.discharge import discharge
from homecare.desk.caseload import needs
from homecare.flags.decisions import snooze
from homecare.library.models import Exercise
from homecare.programmes.plan import Plan
from homecare.rules.urgent_advice import emergency_now
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.flags import answer, assess, at, flat_weeks, make_flag
from tests.make.people import acting, make_therapist, signed_in
from tests.make.programmes import item, make_programme
from tests.today.visiting import words

Rows = dict[str, dict[str, str]]
DAY = 28


def table_of(browser: FlaskClient) -> Rows:
    """The table as a spreadsheet reads it, by name."""
    text = browser.get("/caseload.csv").data.decode("utf-8-sig")
    return {row["name"]: row for row in csv.DictReader(io.StringIO(text))}


def rows_on_page(browser: FlaskClient) -> dict[str, tuple[str, str, str]]:
    """What is to be read of each client under State, Why and Pain with Next visit."""
    page = browser.get("/caseload?whose=all").text
    page = re.sub(r'<span class="visually-hidden">.*?</span>', "", page, flags=re.S)
    found = {}
    for row in re.findall(r"<tr>\s*<th scope=\"row\">.*?</tr>", page, re.S):
        name = words(re.search(r"<a [^>]*>(.*?)</a>", row, re.S)[1])  # type: ignore[index]
        state, why, *rest = re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)
        found[name] = words(state), words(why), words(" ".join(rest))
    return found


@pytest.fixture
def browser(app: Flask, session: Session, care: Care, clock: time_machine.Traveller) -> FlaskClient:
    """An owner's, on the day on which somebody is stalled, overdue, set aside, new, and gone."""
    flat_weeks(session, care)
    assess(session, care, DAY)
    library = {one.code: one for one in session.scalars(select(Exercise))}
    plan = Plan(items=(item(library["clam"]),))
    beside = {
        name: make_client(session, care.therapist, name=name)
        for name in ("Ova Due", "Set Aside", "Red Flag", "Nine Nine", "New Here", "Gone Home")
    }
    cares = {
        name: replace(care, client=client, episode=episode)
        for name, (client, episode) in beside.items()
    }
    for name in ("Ova Due", "Set Aside", "Red Flag", "Nine Nine"):
        make_programme(session, care.therapist, cares[name].episode, plan)
    make_flag(session, cares["Ova Due"], "worsening", 3)
    aside = make_flag(session, cares["Set Aside"], "stalled", 20)
    answer(session, cares["Red Flag"], "fever", day=DAY)
    answer(session, cares["Nine Nine"], "saddle_numbness", day=DAY)
    act = acting(session, care.therapist, at(DAY))
    snooze(act, aside, "on holiday", 9)
    book(act, cares["New Here"].episode, (at(DAY) + timedelta(days=6)).replace(tzinfo=None))
    discharge(act, cares["Gone Home"].episode, "well again", ended="better")
    session.commit()
    clock.move_to(at(DAY))
    return signed_in(app, "owner@homecare.example")


def test_each_word_of_the_page_is_in_the_table(browser: FlaskClient) -> None:
    page, table = rows_on_page(browser), table_of(browser)
    assert {*table} == {*page, "Gone Home"}
    for name, (state, why, rest) in page.items():
        row = table[name]
        assert state == row["state"] + (f" Overdue, {row['overdue']}" if row["overdue"] else "")
        left = why.replace("Now: ", "").replace("Assign one", "")
        for said in (row["why"], row["now"], *row["also"].split("; ")):
            assert said in left, name
            left = left.replace(said, "", 1)
        if row["set aside until"]:
            left = re.sub(r"Set aside until \S+ \d+ \w+", "", left)
        assert left.strip(" .") == "", name
        assert row["judged by"].capitalize() in rest
        assert row["pain at the start"] in rest
        assert row["mean pain"] in rest
        assert bool(row["next visit"]) == (not rest.endswith(("none", "No next visit")))


def test_what_asks_for_somebody_has_its_columns(browser: FlaskClient) -> None:
    table = table_of(browser)
    said = {name: (row["state"], row["overdue"]) for name, row in table.items()}
    assert said == {
        "Sam Reed": ("Stalled", ""),
        "Ova Due": ("Getting worse", "open for 25 days"),
        "Set Aside": ("New", ""),
        "Red Flag": ("GP first", ""),
        "Nine Nine": (emergency_now("england"), ""),
        "New Here": ("New", ""),
        "Gone Home": ("Discharged", ""),
    }
    assert table["Set Aside"]["set aside until"] == "2026-04-08"
    assert table["New Here"]["next visit"] == "2026-04-05 09:00"
    assert "No programme yet" in table["New Here"]["also"]
    assert table["Gone Home"]["discharged"] == "2026-03-30"
    assert table["Sam Reed"]["mean pain"] == "6.0"
    assert table["Sam Reed"]["mean over days"] == "7"


def test_the_table_has_everybody_however_many_a_page_shows(
    browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    statement = needs.of_all().limit(2)
    monkeypatch.setattr("homecare.desk.caseload.rows.of_all", lambda: statement)
    assert len(rows_on_page(browser)) == 2
    states = {row["state"] for row in table_of(browser).values()}
    assert len(table_of(browser)) == 7
    assert {"Stalled", "Getting worse", "GP first"} < states


def test_a_therapist_takes_along_those_they_look_after(
    browser: FlaskClient, app: Flask, session: Session, care: Care
) -> None:
    colleague = make_therapist(session, care.practice, "tess@homecare.example", "Tess Therapist")
    make_client(session, colleague, name="Of A Colleague")
    assert {*table_of(signed_in(app, "tess@homecare.example"))} == {"Of A Colleague"}
