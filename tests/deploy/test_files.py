"""What stands in `deploy/`, the Dockerfile and compose.yaml fits the code, and holds no secret."""

import re
import subprocess
from pathlib import Path

import pytest
from flask import Flask

import config
from homecare.serving.webserver import LARGEST_BODY

ROOT = config.ROOT
UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
FILES = [ROOT / "Dockerfile", ROOT / "compose.yaml", *UNITS]
COMMANDS = re.compile(r"--app,? wsgi,? (\w+)")
SECRETS = ("SECRET_KEY", "PASSWORD", "BACKUP_KEY", "SMTP_URL")
GUARDS = ("ProtectSystem=strict", "NoNewPrivileges=yes", "CapabilityBoundingSet=", "UMask=0077",
          "EnvironmentFile=/etc/homecare.env", "User=homecare", "PrivateTmp=yes")  # fmt: skip


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_command_and_setting_named_there_is_one(app: Flask, path: Path) -> None:
    words = path.read_text()
    flat = re.sub(r'["\[\]]', "", words)
    assert set(COMMANDS.findall(flat)) <= set(app.cli.commands)
    known = set(re.findall(r"HOMECARE_\w+", (ROOT / "config.py").read_text())) | {"HOMECARE_HOST"}
    assert set(re.findall(r"HOMECARE_\w+", words)) <= known


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_secret_stands_in_it(path: Path) -> None:
    for line in path.read_text().splitlines():
        name, _, value = line.strip().partition("=" if path in UNITS else ":")
        if any(secret in name for secret in SECRETS):
            assert value.strip().startswith("${"), line


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_may_do_no_more_than_it_needs(path: Path) -> None:
    lines = path.read_text().splitlines()
    assert [guard for guard in GUARDS if guard not in lines] == []


def test_nginx_keeps_nothing_of_what_goes_through_and_finds_the_server_that_is_back() -> None:
    words = (ROOT / "deploy" / "nginx.conf").read_text()
    for line in ("client_body_buffer_size 1m;", "proxy_max_temp_file_size 0;", "access_log off;"):
        assert f"    {line}\n" in words
    servers = re.findall(r"server (127\S+) ?(.*);", words)
    assert [rest for _, rest in servers] == ["max_fails=0", "max_fails=0"]
    assert not re.search(r"(?m)^\s*(keepalive|proxy_set_header Connection)\b", words)
    assert f"client_max_body_size {LARGEST_BODY // 1024**2}m;" in words


def test_the_image_runs_as_nobody_special_and_says_how_it_is() -> None:
    words = (ROOT / "Dockerfile").read_text()
    assert words.rindex("USER 10001:10001") < words.rindex("CMD")
    assert "/readyz" in words
    assert "--require-hashes" in words
    shipped = set(re.findall(r"(?m)^!(\S+)$", (ROOT / ".dockerignore").read_text()))
    assert {"homecare", "migrations", "requirements.txt", "wsgi.py"} <= shipped
    assert not shipped & {"instance", ".env", "tests"}


def test_new_settings_are_secret_each_time_and_written_once(tmp_path: Path) -> None:
    made = [settings_made(tmp_path / name) for name in ("one", "other")]
    for words in made:
        settings = dict(line.split("=", 1) for line in words.splitlines() if "=" in line)
        assert settings["HOMECARE_HOST"] == "homecare.clinic.example"
        assert len(settings["HOMECARE_SECRET_KEY"]) >= 32
        assert len(settings["POSTGRES_PASSWORD"]) >= 32
    assert made[0] != made[1]
    again = run(tmp_path / "one")
    assert again.returncode == 1
    assert "stays as it is" in again.stderr
    assert (tmp_path / "one" / ".env").read_text() == made[0]


def settings_made(folder: Path) -> str:
    (folder / "deploy").mkdir(parents=True)
    script = (ROOT / "deploy" / "new-settings.sh").read_text()
    (folder / "deploy" / "new-settings.sh").write_text(script)
    assert run(folder).returncode == 0
    assert (folder / ".env").stat().st_mode & 0o777 == 0o600
    return (folder / ".env").read_text()


def run(folder: Path) -> "subprocess.CompletedProcess[str]":
    command = ["sh", str(folder / "deploy" / "new-settings.sh"), "homecare.clinic.example"]
    return subprocess.run(command, capture_output=True, text=True, check=False)
