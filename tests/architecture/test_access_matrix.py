"""Every kind of actor walks the whole address map, and comes exactly where they may."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from homecare.access import rule_of
from tests.architecture.matrix import ARGUMENTS, MATRIX, Line
from tests.architecture.page import headers_missing, problems_of
from tests.architecture.world import CLIENT, EVERYBODY, NAME, STAFF, World, make_world

MAY_READ_THE_NAME = STAFF | {CLIENT}


def test_every_endpoint_has_a_line(migrated_app: Flask) -> None:
    assert {rule.endpoint for rule in migrated_app.url_map.iter_rules()} == set(MATRIX)


def test_every_endpoint_states_a_rule(migrated_app: Flask) -> None:
    silent = [e for e in migrated_app.view_functions if rule_of(migrated_app, e) is None]
    assert silent == []


@pytest.mark.parametrize("endpoint", sorted(MATRIX))
def test_everybody_comes_exactly_where_they_may(
    app: Flask, session: Session, endpoint: str
) -> None:
    line, world = MATRIX[endpoint], make_world(app, session)
    wrong = []
    for rule in app.url_map.iter_rules(endpoint):
        address = _address(app, rule, line, world)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            for query in line.queries:
                wrong += list(_walk(world, line, method, address + query))
    assert not wrong, "\n".join(wrong)


def _address(app: Flask, rule: Rule, line: Line, world: World) -> str:
    makers = {**ARGUMENTS, **line.arguments}
    values = {name: makers[name](world) for name in rule.arguments}
    return app.url_map.bind("localhost").build(rule.endpoint, values)


def _walk(world: World, line: Line, method: str, address: str) -> Iterator[str]:
    """What went otherwise than the matrix says. Those who may come in come last: they may end
    what the address names."""
    let_in = 0
    for who in sorted(EVERYBODY, key=lambda who: (who in line.let_in, who)):
        expected = line.answer_to(who)
        if expected == "let in" and line.once and let_in:
            continue
        let_in += expected == "let in"
        answer = _try(world, who, method, address)
        if _kind_of(answer) != expected:
            yield f"{who}: {method} {address} answered {answer.status_code}, not: {expected}"
        yield from (f"{who}: {method} {address} {p}" for p in _faults(who, answer))


def _try(world: World, who: str, method: str, address: str) -> TestResponse:
    visitor = world.visitor(who)
    data = {"csrf_token": world.token_of(who)} if method != "GET" else None
    return visitor.open(address, method=method, data=data)


def _kind_of(answer: TestResponse) -> str:
    if answer.status_code == 403:
        return "refused"
    if answer.status_code in (401, 404):
        return "hidden" if answer.status_code == 404 else "sign in first"
    if answer.status_code == 302 and "/sign-in?" in answer.location:
        return "sign in first"
    return "broke" if answer.status_code == 500 else "let in"


def _faults(who: str, answer: TestResponse) -> list[str]:
    faults = problems_of(answer) + [f"lacks {name}" for name in headers_missing(answer)]
    if who not in MAY_READ_THE_NAME and NAME.encode() in answer.data:
        faults.append("shows somebody else's client")
    return faults


# A mail program presses it, which has no page and no cookie; the link itself is the secret.
BY_ITS_LINK_ALONE = {"today.stop_this_mail"}


def test_no_form_is_taken_without_its_token(app: Flask, session: Session) -> None:
    world = make_world(app, session)
    taken = []
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and rule.endpoint not in BY_ITS_LINK_ALONE:
            address = _address(app, rule, MATRIX[rule.endpoint], world)
            if world.visitor("owner").post(address).status_code != 400:
                taken.append(address)
    assert taken == []
