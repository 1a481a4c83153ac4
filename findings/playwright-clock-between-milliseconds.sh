#!/usr/bin/env bash
# Playwright 1.65's clock tells a timer's function a time between two milliseconds.
#
# The guess: `Date.now()` answers a whole number, as the standard says and as every browser does,
# also on a page whose clock a test steers by `page.clock`.
# What happens: a timer that was set for a fraction of a millisecond (a delay with some chance in it,
# as for trying again) is due at that fraction when `run_for` comes by, and `Date.now()` answers with
# it to everything that its function does. With no test's clock the same function is told a whole
# number. What a page makes of the moment (a number, a key, JSON for a server that wants an integer)
# is then refused in a test, and only in one whose run took a way on which a timer was in between.
# So: round the delay, or what is made of the moment; don't look for the fault in the server.
# Needs python3 (3.11 or newer) with pip, and Chromium: on the PATH, or installed by apt as root.
set -euo pipefail
PLAYWRIGHT=1.65.2
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --target "$here" "playwright==$PLAYWRIGHT"
chromium() { command -v chromium-headless-shell || command -v chromium || command -v google-chrome; }
chromium >/dev/null || apt-get install -qq -y --no-install-recommends chromium-headless-shell >/dev/null
export CHROMIUM=$(chromium) PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1
python3 - <<'PYTHON'
import os
import sys
from importlib.metadata import version

from playwright.sync_api import sync_playwright

SET = "delay => { window.told = []; setTimeout(() => { window.told.push(Date.now()) }, delay) }"
TOLD = "() => window.told"


def told(browser, delay, steered):
    """What `Date.now()` answered inside a timer's function; a whole number of milliseconds or not."""
    page = browser.new_context().new_page()
    if steered:
        page.clock.install(time="2026-03-02T09:00:00Z")
    page.goto("about:blank")
    if steered:
        page.clock.pause_at("2026-03-02T10:00:00Z")
    page.evaluate(SET, delay)
    if steered:
        page.clock.run_for(100)
    page.wait_for_function("() => window.told.length === 1")
    (moment,) = page.evaluate(TOLD)
    return moment


with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=["--no-sandbox"])
    print(f"Playwright {version('playwright')}, Chromium {browser.version}, Python {sys.version.split()[0]}")
    seen = {}
    for clock in ("the browser's own", "Playwright's"):
        for delay in (20, 20.5):
            moment = told(browser, delay, clock == "Playwright's")
            seen[clock, delay] = float(moment).is_integer()
            print(f"clock: {clock}; a timer of {delay} ms: Date.now() answers {moment}")
    browser.close()
whole = {("the browser's own", 20): True, ("the browser's own", 20.5): True, ("Playwright's", 20): True, ("Playwright's", 20.5): False}
if seen != whole:
    sys.exit("CHANGED")
print("as found")
PYTHON
