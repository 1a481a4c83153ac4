"""A walk through homecare in engines other than Chromium: `make engines`.

It uses a demonstration of its own as its client and its therapist do, an hour without the server
included, fails where a step does not come about or a script went wrong, and leaves pictures to be
looked at. Safari on a real phone is something else again: nothing here replaces it.
"""

import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from selenium.common.exceptions import WebDriverException
from selenium.webdriver.support.ui import WebDriverWait

from config import ROOT
from tests.browser.steps import PASSWORD
from tests.engines.drivers import ENGINES, errors_of, screen
from tests.running import Running

PICTURES = ROOT / ".engines"
PATIENCE = 30
CLIENT, THERAPIST = "client@homecare.example", "therapist@homecare.example"
LEG, BACK = "#part-pain #leg-4", "#part-pain #back-7"


class Walk:
    """One engine on its way; each `see` waits until the page shows what it should."""

    def __init__(self, name: str, driver: Any, house: Running) -> None:
        self.name, self.driver, self.house, self.shots = name, driver, house, 0

    def go(self, path: str) -> None:
        """Open an address of the app."""
        self.driver.get(self.house.address + path)

    def js(self, script: str, *values: Any) -> Any:
        """Run a script in the page."""
        return self.driver.execute_script(script, *values)

    def wait(self, is_so: Callable[[Any], Any]) -> None:
        """Ask again and again until it is so."""
        WebDriverWait(self.driver, PATIENCE, 0.2).until(is_so)

    def see(self, selector: str, words: str = "") -> None:
        """Wait for an element, and for words in it where some are given."""
        script = (
            "const at = document.querySelector(arguments[0]);"
            "return Boolean(at && at.textContent.includes(arguments[1]))"
        )
        try:
            self.wait(lambda _: self.js(script, selector, words))
        except WebDriverException as error:
            shown = self.js("return document.querySelector('main')?.innerText ?? ''")
            raise AssertionError(f"not seen: {selector} {words!r}; there is:\n{shown}") from error

    def tap(self, selector: str) -> None:
        """Tap the middle of an element, wherever it stands, as a finger does."""
        self.see(selector)
        script = (
            "const at = document.querySelector(arguments[0]);"
            "const on = at.labels?.[0] ?? at;"
            "on.scrollIntoView({block: 'center', behavior: 'instant'}); on.click();"
        )
        self.js(script, selector)

    def picture(self, name: str) -> None:
        """Keep what the screen shows."""
        self.shots += 1
        PICTURES.mkdir(exist_ok=True)
        self.driver.save_screenshot(str(PICTURES / f"{self.name}-{self.shots:02}-{name}.png"))

    def sign_in(self, email: str) -> None:
        """Sign in, whoever was signed in before."""
        self.go("/sign-in")
        self.driver.delete_all_cookies()
        self.go("/sign-in")
        for field, value in (("email", email), ("password", PASSWORD)):
            self.js(
                "document.querySelector(`main [name=${arguments[0]}]`).value = arguments[1]",
                field,
                value,
            )
        self.js("document.querySelector('main [name=password]').form.requestSubmit()")


def today(walk: Walk) -> None:
    """Sign in, and rate leg and back one right after the other: nothing moves, nothing vanishes."""
    walk.sign_in(CLIENT)
    walk.see("html[data-phone=ready]")
    walk.picture("today")
    place = "return document.querySelector(arguments[0]).getBoundingClientRect().top"
    walk.js("document.querySelector('#part-pain').scrollIntoView({behavior: 'instant'})")
    before = walk.js(place, BACK)
    walk.js("document.querySelector(arguments[0]).labels[0].click()", LEG)
    walk.see("#part-pain", "Sent")
    after = walk.js(place, BACK)
    assert abs(after - before) < 2, f"the back's scale moved under the finger: {before} → {after}"
    walk.js("document.querySelector(arguments[0]).labels[0].click()", BACK)
    walk.see("#part-pain", "Sent")
    for still in ("[data-go]", "[data-sit]", "a[href='/today/flare-up']", "a[href='/check']"):
        walk.see(still)
    walk.picture("scores")


def exercise_and_note(walk: Walk) -> None:
    """Report an exercise and a note; both stand there after a reload."""
    walk.tap("#exercises [name=outcome][value=not]")
    walk.see("#exercises .exercise.is-reported", "Sent")
    walk.js(
        "const t = document.querySelector('#text'); t.focus(); t.value = 'Stiff this morning.';"
        "t.dispatchEvent(new Event('input', {bubbles: true})); t.blur();"
        "t.dispatchEvent(new Event('change', {bubbles: true}))"
    )
    walk.see("#part-note", "Sent")
    walk.go("/today")
    walk.see("#exercises .exercise.is-reported")
    assert walk.js("return document.querySelector('#text').value") == "Stiff this morning."


def go_through(walk: Walk) -> None:
    """Open the exercises one after the other, and leave again."""
    walk.tap("[data-go]")
    walk.see("dialog#go[open]")
    walk.picture("go-through")
    walk.js("document.querySelector('dialog#go .go-top button').click()")
    walk.see("html[data-phone=ready]")
    walk.go("/today")


def questions(walk: Walk) -> None:
    """The red-flag questions and the weekly check, answered with nothing to fear."""
    walk.go("/red-flags")
    walk.picture("red-flags")
    walk.tap("#none")
    walk.js("document.querySelector('#none').form.requestSubmit()")
    walk.see("main .flash, main h1")
    walk.go("/check")
    walk.tap("[name=change]")
    walk.tap("[name=nerves][value=no], [name=nerves]:last-of-type")
    walk.tap("#none")
    walk.picture("check")
    walk.js("document.querySelector('#none').form.requestSubmit()")
    walk.see("html[data-phone]")


def an_hour_without_the_server(walk: Walk) -> None:
    """The server is gone for an hour: a report and a reload meanwhile; then all of it arrives."""
    walk.go("/today")
    walk.see("html[data-phone=ready]")
    walk.js("return navigator.serviceWorker.ready.then(() => true)")
    walk.house.stop()
    walk.tap("#exercises [name=outcome][value=done]")
    walk.see("#exercises", "Saved on this phone")
    # As a person reloads: Firefox's driver would go past the page's own service worker.
    walk.js("document.documentElement.id = 'before'; setTimeout(() => location.reload(), 0)")
    walk.see("html:not(#before)[data-phone]")
    walk.see("#exercises", "Saved on this phone")
    walk.see("h1", "Today")
    walk.picture("without-server")
    walk.house.set_clock(datetime.now(UTC) + timedelta(hours=1))
    walk.house.start()
    walk.js("dispatchEvent(new Event('online'))")
    walk.see("#exercises .exercise.is-reported")
    waiting = "return document.querySelector('main').textContent.includes('Saved on this phone')"
    walk.wait(lambda _: not walk.js(waiting))
    walk.picture("server-back")


def desk(walk: Walk) -> None:
    """The therapist's caseload, and a client's page with its chart."""
    walk.sign_in(THERAPIST)
    walk.see("main", "Cora Clarke")
    walk.picture("caseload")
    path = walk.js(
        "return [...document.querySelectorAll('main a')]"
        ".find((link) => link.textContent.trim() === 'Cora Clarke').pathname"
    )
    walk.go(path)
    walk.see("main", "What happened")
    walk.see(".chart svg")
    walk.picture("client")


STEPS: tuple[Callable[[Walk], None], ...] = (
    today,
    exercise_and_note,
    go_through,
    questions,
    an_hour_without_the_server,
    desk,
)


def walk_through(name: str, house: Running) -> bool:
    """Go all the way in one engine; answers whether every step came about without an error."""
    fine = True
    with ENGINES[name]() as driver:
        walk = Walk(name, driver, house)
        for step in STEPS:
            try:
                step(walk)
                said = "as it should be"
            except (AssertionError, WebDriverException) as error:
                fine, said = False, f"FAILED: {error}"
            wrong = errors_of(driver)
            print(f"{name}: {step.__name__}: {said}", *wrong, sep="\n  ", flush=True)
            fine = fine and not wrong
    return fine


def main(names: list[str]) -> int:
    """Walk in each engine named, or in all, each with a demonstration of its own."""
    results = []
    with screen():
        for name in names or list(ENGINES):
            with tempfile.TemporaryDirectory() as folder:
                house = Running(Path(folder), f"sqlite:///{folder}/d.sqlite", moved_clock=True)
                house.set_clock(datetime.now(UTC))
                house.start()
                try:
                    results.append(walk_through(name, house))
                finally:
                    house.stop()
    print(f"Pictures to look at: {PICTURES.relative_to(ROOT)}/")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
