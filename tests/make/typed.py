"""Forms as they stand on a page, and signing in on the page that asks to while one waits."""

import re
from html import unescape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.make.people import PASSWORD, token_on
from tests.today.visiting import words


def sign_in_on(answer: TestResponse, browser: FlaskClient, email: str, **more: str) -> TestResponse:
    """Sign in on the page that asked to; the browser follows as browsers do."""
    carried = re.search(r'name="not_saved" value="([^"]+)"', answer.text)
    assert carried is not None, words(answer.text)
    data = {"email": email, "password": PASSWORD, "not_saved": carried[1], **more}
    data["csrf_token"] = token_on(answer.text)
    answer = browser.post("/sign-in", data=data)
    if answer.status_code != 307:
        return browser.get(answer.location) if answer.location else answer
    return browser.post(answer.location, data=data)


def standing_in(markup: str) -> dict[str, str]:
    """What the fields of a form hold: inputs, texts and what is chosen in a list."""
    held: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", markup):
        a = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if a.get("type") in ("radio", "checkbox") and " checked" not in tag:
            continue
        held[a.get("name", "")] = unescape(a.get("value", ""))
    texts = re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', markup, re.DOTALL)
    held |= {name: unescape(text).strip() for name, text in texts}
    for name, inside in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', markup, re.S):
        chosen = [tag for tag in re.findall(r"<option[^>]*>", inside) if " selected" in tag]
        value = re.search(r'value="([^"]*)"', chosen[-1]) if chosen else None
        held[name] = value[1] if value else ""
    return {name: value for name, value in held.items() if name}


def form_of(browser: FlaskClient, page: str, action: str) -> tuple[str, dict[str, str]]:
    """A form as it stands on a page: its address, and what its fields hold."""
    for attributes, inside in re.findall(
        r"<form([^>]*)>(.*?)</form>", browser.get(page).text, re.S
    ):
        to = re.search(r'action="([^"]*)"', attributes)
        address = unescape(to[1]) if to else page
        if re.split("[?#]", address)[0].endswith(action):
            return address, standing_in(inside)
    raise AssertionError(f"no form to {action} on {page}")


def form_in(answer: TestResponse, action: str, page: str) -> tuple[str, dict[str, str]]:
    """The form to `action` on the page that answered."""

    class Once:
        def get(self, _page: str) -> TestResponse:
            return answer

    return form_of(Once(), page, action)  # type: ignore[arg-type]
