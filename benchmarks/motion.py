"""What a figure in motion costs a phone: `python -m benchmarks.motion`, beside `make run`.

A client of the demonstration opens Today on a phone and taps one picture after the other. Printed
is how much of a core is busy: the page's own thread, and the browser's whole process for the page
with everything that draws; then the process four times over, for a phone four times slower, and
the page's own thread as the browser slows it down itself. That slowing keeps the process busy even
where nothing moves, so it says nothing about the process.
"""

import argparse
import time

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tests.needs import chromium

SLOWER = 4
MOST = 25  # percent of a core that the process may be busy on the slower phone


def main() -> int:
    """Print a line for each picture; 1 where one takes more than it may."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("address", nargs="?", default="http://127.0.0.1:5000")
    asked.add_argument("--seconds", type=float, default=21, help="each is watched (21)")
    asked.add_argument("--pictures", type=int, default=3, help="that are tapped (3)")
    given = asked.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
        sign_in(page, given.address)
        watch = Watch(browser, page, given.seconds)
        print(f"{'percent of a core':<32}{'thread':>9}{'process':>9}{'× 4':>9}{'slowed':>9}")
        worst = watched(page, watch, given.pictures)
        browser.close()
    print(f"{worst:.1f} of {MOST} percent at most")
    return int(worst > MOST)


def sign_in(page: Page, address: str) -> None:
    """The demonstration's client, on Today, once everything is kept."""
    page.goto(f"{address}/sign-in")
    page.fill("input[name=email]", "client@homecare.example")
    page.fill("input[name=password]", "stretch-and-walk-1")
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.goto(f"{address}/today")
    page.wait_for_selector("html[data-phone=ready]")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


class Watch:
    """Looks at a page and at the processes of its browser for a while."""

    def __init__(self, browser: Browser, page: Page, seconds: float) -> None:
        self.page, self.seconds = page, seconds
        self.browser: CDPSession = browser.new_browser_cdp_session()
        self.wire: CDPSession = page.context.new_cdp_session(page)
        self.wire.send("Performance.enable", {"timeDomain": "threadTicks"})

    def slow(self, times: int) -> None:
        """Be a phone so many times slower than this machine."""
        self.wire.send("Emulation.setCPUThrottlingRate", {"rate": times})

    def busy(self) -> tuple[float, float]:
        """The share of a core that the page's thread and its process took, in percent."""
        began = time.monotonic()
        before = (self._thread(), self._process())
        self.page.wait_for_timeout(1000 * self.seconds)
        after = (self._thread(), self._process())
        took = (time.monotonic() - began) / 100
        return (after[0] - before[0]) / took, (after[1] - before[1]) / took

    def _thread(self) -> float:
        told = self.wire.send("Performance.getMetrics")["metrics"]
        return float(next(each["value"] for each in told if each["name"] == "TaskDuration"))

    def _process(self) -> float:
        """The seconds of a core that the page's process has taken, all threads together."""
        told = self.browser.send("SystemInfo.getProcessInfo")["processInfo"]
        return sum(float(each["cpuTime"]) for each in told if each["type"] == "renderer")


def watched(page: Page, watch: Watch, pictures: int) -> float:
    """Watch the page as it stands, then each picture in motion; the most that a process took."""
    most = _said("nothing moves", watch)
    for picture in page.locator("#exercises [data-moves]").all()[:pictures]:
        name = picture.locator("xpath=following::h3[1]").inner_text()
        picture.click()
        picture.locator("[data-moving]").wait_for()
        most = max(most, _said(name, watch))
        picture.click()
    return most


def _said(what: str, watch: Watch) -> float:
    thread, process = watch.busy()
    watch.slow(SLOWER)
    slowed, _ = watch.busy()
    watch.slow(1)
    print(f"{what:<32}{thread:>9.1f}{process:>9.1f}{SLOWER * process:>9.1f}{slowed:>9.1f}")
    return SLOWER * process


if __name__ == "__main__":
    raise SystemExit(main())
