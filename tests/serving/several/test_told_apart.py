"""A line of a log is known by its request, in the logs of a proxy and of several servers."""

import logging
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from structlog.contextvars import get_contextvars
from structlog.testing import capture_logs

from homecare.accounts.sign_in import limits
from tests.make.diary import Care
from tests.make.people import csrf_token, signed_in

GIVEN = "0123456789abcdef-proxy"


def test_an_answer_carries_a_number_of_its_own(browser_client: FlaskClient) -> None:
    numbers = {browser_client.get("/sign-in").headers["X-Request-ID"] for _ in range(3)}
    assert len(numbers) == 3
    assert "request" not in get_contextvars(), "nothing that is logged later is of that request"


@pytest.mark.parametrize(("proxies", "written", "taken"), [
    (1, GIVEN, True), (0, GIVEN, False), (1, "a line\tof mine", False), (1, "short", False),
])  # fmt: skip
def test_a_number_is_taken_from_a_proxy_of_ours_alone(
    app: Flask, monkeypatch: pytest.MonkeyPatch, proxies: int, written: str, taken: bool
) -> None:
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], proxies=proxies))
    answer = app.test_client().get("/sign-in", headers={"X-Request-ID": written})
    assert (answer.headers["X-Request-ID"] == written) == taken


def test_a_line_that_is_logged_has_it(
    app: Flask, care: Care, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = signed_in(app, "therapist@homecare.example")
    token = csrf_token(desk, "/caseload")
    monkeypatch.setattr(limits, "_over", lambda _budgets: (limits.CHANGES, 7))
    seen: list[object] = []
    monkeypatch.setattr(limits, "_who", lambda: seen.append(get_contextvars()["request"]) or "x")
    with capture_logs() as lines:
        answer = desk.post("/caseload", data={"csrf_token": token})
    assert [line["event"] for line in lines] == ["slowed"]
    assert seen == [answer.headers["X-Request-ID"]]


def test_an_error_says_where_and_of_which_request_and_nothing_of_anybody(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def break_down() -> str:
        raise ValueError("Olive Park, sciatica")

    monkeypatch.setitem(app.view_functions, "security.login", break_down)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    with caplog.at_level(logging.ERROR):
        answer = app.test_client().get("/sign-in")
    assert answer.status_code == 500
    assert answer.headers["X-Request-ID"] in caplog.text
    assert "ValueError" in caplog.text
    assert "Olive Park" not in caplog.text
