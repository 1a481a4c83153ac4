"""The pages of the release before go on while this one has migrated their database.

The release before is the code as it stood before the newest migration came, from the history of
this checkout; where there is none, the test says that it did not look.
"""

import json
import re
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request

import pytest

import config
from tests.make.people import PASSWORD
from tests.make.sync import ENTRIES, TOKEN, batch_of, entry
from tests.running import STARTING, Running
from tests.visitor import Visitor

FILL = """
from datetime import UTC, datetime, timedelta
from flask_migrate import upgrade
from sqlalchemy.orm import Session
from homecare.accounts.installation import REAL, declare
from homecare.app import create_app
from homecare.extensions import db
from tests.make.diary import make_care
with create_app().app_context():
    upgrade()
    with Session(db.engine, expire_on_commit=False) as session:
        declare(session, REAL, datetime.now(UTC))
        make_care(session, datetime.now(UTC) - timedelta(days=28))
"""
PEOPLE = ("client@homecare.example", "therapist@homecare.example", "owner@homecare.example")
PAGES_EACH = 25
LINK = re.compile(r'href="(/[a-z][^"#?]*)"')
NOT_PAGES = ("/static/", "/bootstrap/", "/sign-out", "/demo/")


def git(*words: str) -> str:
    done = subprocess.run(
        ["git", *words], cwd=config.ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() if done.returncode == 0 else ""


def stands_in_a_row(commit: str) -> bool:
    """Whether the migrations of that commit end in one, so that it starts."""
    said = git("grep", "-hE", "^(down_)?revision = ", commit, "--", "migrations/versions")
    made = set(re.findall(r"(?m)^revision = ['\"](\w+)", said))
    return len(made - set(re.findall(r"(?m)^down_revision = ['\"](\w+)", said))) == 1


@pytest.fixture
def tree_before(tmp_path: Path) -> Path:
    """The code from before the newest migration, taken out of the history, which stays as it is."""
    came = git("log", "-9", "--diff-filter=A", "--format=%H", "--", "migrations/versions").split()
    before = next((f"{one}^" for one in came if stands_in_a_row(f"{one}^")), "")
    if not before:
        pytest.skip("NOT LOOKED AT: the release before, as this checkout has no history")
    tree, packed = tmp_path / "before", tmp_path / "before.tar"
    tree.mkdir()
    subprocess.run(["git", "archive", f"--output={packed}", before], cwd=config.ROOT, check=True)
    subprocess.run(["tar", "--extract", f"--file={packed}", f"--directory={tree}"], check=True)
    return tree


def test_its_pages_and_forms_work_on_the_database_of_this_one(
    tree_before: Path, new_database: Callable[[str], str], tmp_path: Path
) -> None:
    instance = tmp_path / "instance"
    instance.mkdir()
    url = new_database("before")
    old = Running(instance, url, tree=tree_before)
    old.python("-c", FILL)
    old.start("serve")
    try:
        Running(instance, url).python("-m", "flask", "--app", "wsgi", "db", "upgrade")
        for email in PEOPLE:
            visitor = Visitor(old.address).sign_in(email, PASSWORD)
            assert walked(visitor) == {}
        assert is_taken(Visitor(old.address).sign_in(PEOPLE[0], PASSWORD))
        old.until("the clock goes on", old.is_healthy, STARTING)
    finally:
        old.stop()
    assert "Traceback" not in old.said()


def walked(visitor: Visitor) -> dict[str, int]:
    """The pages that fail, of those that links lead to from the first one."""
    seen, waiting, failing = set(), ["/"], {}
    while waiting and len(seen) < PAGES_EACH:
        page = waiting.pop(0)
        seen.add(page)
        try:
            found = LINK.findall(visitor.take(page).decode("utf-8", "replace"))
        except HTTPError as error:
            if error.code >= 500:
                failing[page] = error.code
            continue
        new = [one for one in dict.fromkeys(found) if one not in seen and one not in waiting]
        waiting += [one for one in new if not one.startswith(NOT_PAGES)]
    assert len(seen) > 5
    return failing


def is_taken(visitor: Visitor) -> bool:
    """Whether what a phone sends is stored."""
    told = json.loads(visitor.read(TOKEN))
    rating = entry(
        local_date=f"{datetime.now(UTC):%Y-%m-%d}", done_at=datetime.now(UTC).isoformat()
    )
    batch = Request(visitor.address + ENTRIES, batch_of(told["owner"], "phone-1", [rating]))
    batch.add_header("Content-Type", "application/json")
    batch.add_header("X-CSRFToken", told["csrf_token"])
    with visitor.opener.open(batch, timeout=30) as answer:
        [result] = json.loads(answer.read())["results"]
    return bool(result["status"] == "stored")
