"""What is forked can set pages, whatever was done before: no library's threads are left behind.

They were: after the first start of the demonstration no sheet, no letter and no weekly mail's
picture was ever set.
"""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from config import ROOT
from tests.running import Running, wait_until
from tests.waiting.patience import PATIENCE, STARTING

SETS_PAGES = """
import sys
from homecare.serving import serve
from homecare.typesetting import press

def page():
    return len(press.pdf(b'#set document(title: "A page")\\n#set text(lang: "en")\\nWords', {}))

def shows():
    print("set in a child:", page() > 1000, flush=True)

print("set before:", serve.apart(page) > 1000, flush=True)
serve.serve({"page": shows}, None)
"""
ENDS_BADLY = """
import sys
from homecare.serving import serve
serve.apart(lambda: sys.exit(3))
print("went on", flush=True)
"""
WAITS = """
import os, signal, time
from homecare.serving import serve

def waits():
    print("waits", os.getpid(), flush=True)
    time.sleep(600)

serve.apart(waits)
"""
BEFORE_THE_CLOCK = """
import os, signal, socket
from homecare.commands import serve

def first():
    os.kill(os.getpid(), signal.SIGTERM)
    print("done whole", flush=True)

serve._tick(socket.socket(), first)
print("and then stopped", flush=True)
"""


def begin(script: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def test_pages_are_set_in_what_is_forked_after_others_were_set_apart() -> None:
    process = begin(SETS_PAGES)
    try:
        said, wrong = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    assert "set before: True" in said, wrong
    assert "set in a child: True" in said, wrong


def test_what_ends_badly_apart_ends_all() -> None:
    said, wrong = begin(ENDS_BADLY).communicate(timeout=STARTING)
    assert "went on" not in said, wrong


def test_what_is_done_apart_ends_with_whoever_waits_for_it() -> None:
    process = begin(WAITS)
    assert process.stdout is not None
    apart = int(process.stdout.readline().split()[1])
    process.send_signal(signal.SIGKILL)
    process.wait(STARTING)
    wait_until(lambda: has_ended(apart))


def has_ended(process: int) -> bool:
    try:
        return ") Z " in Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return True


@pytest.mark.any_database
def test_the_demonstration_is_filled_apart(demonstration: Running) -> None:
    """One thread, when it was started first: what it made its mails' pictures with is gone."""
    assert demonstration.threads_at_first == 1


def test_what_the_clock_does_first_is_done_whole_though_somebody_stops_it_meanwhile() -> None:
    process = begin(BEFORE_THE_CLOCK)
    said, wrong = process.communicate(timeout=STARTING)
    assert (said, process.returncode) == ("done whole\nand then stopped\n", 0), wrong
