"""Two that serve one folder would both send its mail: the second says so and stops."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from config import ROOT
from homecare.serving.alone import NotAloneError, alone
from tests.running import Running
from tests.waiting.patience import PATIENCE

HOLDS = """
import sys, time
from pathlib import Path
from homecare.serving.alone import alone
with alone(Path(sys.argv[1]), "real"):
    print("held", flush=True)
    time.sleep(600)
"""


def test_a_second_one_says_who_runs_and_a_killed_one_leaves_it_free(tmp_path: Path) -> None:
    words = [sys.executable, "-c", HOLDS, str(tmp_path)]
    holder = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        already = pytest.raises(NotAloneError, match=rf"already \(process {holder.pid}\)")
        with already, alone(tmp_path, "real"):
            pass
        with alone(tmp_path, "demonstration"):  # beside the real one, on purpose
            pass
        holder.send_signal(signal.SIGKILL)
        holder.wait(PATIENCE)
        with alone(tmp_path, "real"):
            pass
    finally:
        holder.kill()
        holder.wait(PATIENCE)


@pytest.mark.parametrize(
    ("words", "kind"), [(("serve",), "real"), (("demo", "--serve"), "demonstration")]
)
def test_the_command_says_so_before_it_makes_anything(
    tmp_path: Path, words: tuple[str, ...], kind: str
) -> None:
    house = Running(tmp_path, "")
    with alone(tmp_path, kind):
        said = house.command(*words, refused=True)
    assert f"homecare runs on this folder already (process {os.getpid()})" in said
    assert "Traceback" not in said
    assert not list(tmp_path.glob("*.sqlite"))
