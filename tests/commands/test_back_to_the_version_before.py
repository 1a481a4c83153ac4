"""A new version that does not come up: the one before goes on, with all that it had.

The new one is this one with two more revisions, in a folder of its own.
"""

import shutil
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from config import ROOT
from tests.backups.random_rows import engine_of
from tests.commands.conftest import OWNER
from tests.make.people import PASSWORD
from tests.running import Running
from tests.visitor import Visitor

PARTS = ("homecare", "migrations", *(path.name for path in ROOT.glob("*.py")))
BROUGHT = """
    op.add_column("practice", sa.Column("motto", sa.String(), nullable=True))
    op.execute("UPDATE practice SET motto = 'new', name = name || ' and sons'")
"""
FAULTS = {
    "the database refuses it": ("op.execute('UPDATE practice SET nation = NULL')", "nation"),
    "the code fails": ("raise ValueError('Olive Park')", "ValueError\n"),
    "a check fails": ("raise RuntimeError('a row is missing')", "a row is missing"),
}
SERVE = ("-m", "flask", "--app", "wsgi", "serve")


def newer(house: Running, tree: Path, *steps: str) -> Running:
    """The same instance as a newer homecare finds it, which brings these steps."""
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, tree / part)
    before = ScriptDirectory(str(ROOT / "migrations")).get_current_head()
    for number, step in enumerate(steps, 9000):
        (tree / "migrations" / "versions" / f"{number}_new.py").write_text(
            "import sqlalchemy as sa\nfrom alembic import op\n"
            f"revision = '{number}'\ndown_revision = '{before}'\n"
            f"def upgrade():\n    {step.strip()}\n"
        )
        before = str(number)
    return Running(house.instance, database_of(house), tree=tree)


def database_of(house: Running) -> str:
    return house.environment["HOMECARE_DATABASE_URL"]


def stands(house: Running) -> tuple[object, ...]:
    """The revision, the columns and the words of the practice."""
    engine = engine_of(database_of(house))
    with engine.connect() as connection:
        rows = [connection.execute(text(f"SELECT {what}")).all() for what in (
            "version_num FROM alembic_version", "name, nation FROM practice",
        )]  # fmt: skip
    return rows, [column["name"] for column in inspect(engine).get_columns("practice")]


def sign_in(house: Running) -> str:
    """What the owner reads after signing in to a server that is started for it."""
    house.start("serve")
    try:
        return Visitor(house.address).sign_in(OWNER, PASSWORD).read("/practice")
    finally:
        house.stop()


@pytest.mark.parametrize("fault", FAULTS)
def test_an_upgrade_that_fails_half_way_leaves_all_as_it_was(
    house: Running, tmp_path: Path, fault: str
) -> None:
    step, why = FAULTS[fault]
    before = stands(house)
    said = newer(
        house, tmp_path, BROUGHT, f"op.drop_column('practice', 'motto')\n    {step}"
    ).python(*SERVE, refused=True)
    assert "“Back to the version before”, in docs/deploying.md" in said
    assert why in said
    assert "Olive Park" not in said
    assert stands(house) == before


def test_the_version_before_goes_on_after_an_upgrade_that_failed(
    house: Running, tmp_path: Path
) -> None:
    newer(house, tmp_path, BROUGHT, "raise ValueError").python(*SERVE, refused=True)
    assert "Mill Lane" in sign_in(house)


def test_the_version_before_comes_back_with_the_backup_from_before(
    house: Running, elsewhere: Running, tmp_path: Path
) -> None:
    file = str(tmp_path / "before")
    house.command("backup", file)
    assert "Mill Lane and sons" in sign_in(newer(house, tmp_path, BROUGHT))
    upgraded = stands(house)
    assert "was made by a newer homecare (revision 9000)" in house.command("serve", refused=True)
    assert stands(house) == upgraded
    elsewhere.command("restore", file)
    shown = sign_in(elsewhere)
    assert "Mill Lane" in shown
    assert "and sons" not in shown
