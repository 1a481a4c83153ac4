#!/usr/bin/env bash
# Playwright 1.65's `wait_for_function` with an expression looks once on a page that forbids eval.
#
# The guess: `page.wait_for_function("done")` runs where `page.evaluate("done")` does, apart from
# the page's own Content-Security-Policy, and looks again and again until it is true.
# What happens: on a page whose policy has no 'unsafe-eval' the first look works, so that a test
# passes wherever the thing has happened by then; the next look ends in an EvalError. Such a test
# fails only on a machine slow enough to need two looks, and its message speaks of eval, not of
# the wait. A function ("() => done") is looked at again and again on the same page.
# So: give it a function, or wait by a locator; or open the context with bypass_csp=True where the
# policy is not what is tested.
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

from playwright.sync_api import Error, sync_playwright

PAGE = "<!doctype html><title>a page</title><p>a page</p>"
POLICY = "default-src 'self'"


def waits(page, expression, late):
    """What comes of a wait for something that is so at once, or only in a moment."""
    page.goto("http://page.example/")
    page.evaluate("() => { window.done = false }")
    if late:
        page.evaluate("() => { setTimeout(() => { window.done = true }, 500) }")
    else:
        page.evaluate("() => { window.done = true }")
    try:
        page.wait_for_function(expression, timeout=20_000)
    except Error as error:
        return "EvalError" if "EvalError" in error.message or "unsafe-eval" in error.message else error.message
    return "waited"


def opened(browser, **more):
    page = browser.new_context(**more).new_page()
    page.route("**/*", lambda route: route.fulfill(
        body=PAGE, content_type="text/html", headers={"Content-Security-Policy": POLICY}))
    return page


with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=["--no-sandbox"])
    print(f"Playwright {version('playwright')}, Chromium {browser.version}, Python {sys.version.split()[0]}")
    page, bypassed = opened(browser), opened(browser, bypass_csp=True)
    seen = {}
    for name, expression in (("expression", "window.done"), ("function", "() => window.done")):
        seen[name] = (waits(page, expression, False), waits(page, expression, True), waits(bypassed, expression, True))
        print(f"{name}: true at once: {seen[name][0]}; true in half a second: {seen[name][1]}; the same with bypass_csp: {seen[name][2]}")
    browser.close()
if seen != {"expression": ("waited", "EvalError", "waited"), "function": ("waited", "waited", "waited")}:
    sys.exit("CHANGED")
print("as found")
PYTHON
