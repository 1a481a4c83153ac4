"""A migration takes nothing away that the release before it needs: that one runs on beside it.

What a release stopped to use may go with the next one: such a migration says
`UNUSED_SINCE = "0.3.0"`, the release in which nothing used it any more.
"""

import ast
import re
from pathlib import Path

import pytest

import config
from homecare import VERSION

FREE_UNTIL = "0062"
"""The newest revision from before web servers were replaced one by one."""
VERSIONS = sorted((config.ROOT / "migrations" / "versions").glob("*.py"))
TAKES = {
    "drop_column": "the release before reads and writes that column",
    "drop_table": "the release before uses that table",
    "rename_table": "the release before knows it by its old name",
    "create_check_constraint": "the release before may write what it refuses",
    "create_unique_constraint": "the release before may write what it refuses",
}
NARROWS = {
    "new_column_name": "the release before knows it by its old name",
    "type_": "the release before may write what does not fit",
}


def refusals(source: str) -> list[str]:
    """What of a migration's upgrade the release before it would not bear."""
    tree = ast.parse(source)
    if re.search(r'(?m)^UNUSED_SINCE = "\d+\.\d+\.\d+"$', source):
        return []
    [up] = [one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == "upgrade"]
    made = {_word(call) for call in _calls(up) if call.func.attr == "create_table"}  # type: ignore[attr-defined]
    return [why for call in _calls(up) if (why := _refusal(call, made))]


def _calls(function: ast.FunctionDef) -> list[ast.Call]:
    return [one for one in ast.walk(function)
            if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute)]  # fmt: skip


def _refusal(call: ast.Call, made: set[str]) -> str:
    name: str = call.func.attr  # type: ignore[attr-defined]
    given = {one.arg: one.value for one in call.keywords}
    if name in TAKES:
        return f"{name}: {TAKES[name]}"
    if name == "create_index" and _is(given.get("unique"), True) and not made & _words(call):
        return "create_index, unique: the release before may write what it refuses"
    if name == "alter_column":
        if _is(given.get("nullable"), False):
            return "alter_column, nullable=False: the release before may leave it empty"
        if _is(given.get("server_default", ast.Constant(0)), None):
            return "alter_column, server_default=None: the release before does not write it"
        return next((f"alter_column, {n}: {NARROWS[n]}" for n in NARROWS if n in given), "")
    if name == "add_column" and (column := _column(call)) is not None:
        said = {one.arg: one.value for one in column.keywords}
        if _is(said.get("nullable"), False) and "server_default" not in said:
            return "add_column, nullable=False without server_default: it is not written"
    return ""


def _is(value: ast.expr | None, wanted: object) -> bool:
    return isinstance(value, ast.Constant) and value.value is wanted


def _column(call: ast.Call) -> ast.Call | None:
    return next((one for one in call.args if isinstance(one, ast.Call)), None)


def _word(call: ast.Call) -> str:
    return next(iter(_words(call)), "")


def _words(call: ast.Call) -> set[str]:
    return {str(one.value) for one in call.args if isinstance(one, ast.Constant)}


@pytest.mark.parametrize("path", [one for one in VERSIONS if one.stem[:4] > FREE_UNTIL],
                         ids=lambda path: path.stem)  # fmt: skip
def test_the_release_before_bears_it(path: Path) -> None:
    source = path.read_text()
    assert refusals(source) == [], "docs/recipes/add-a-migration.md says how it is done in two"
    since = re.findall(r'(?m)^UNUSED_SINCE = "(.*)"$', source)
    assert all(one in _released() for one in since), "a release that is out"


def _released() -> list[str]:
    said = (config.ROOT / "CHANGELOG.md").read_text()
    return [*re.findall(r"(?m)^## (\d+\.\d+\.\d+)", said), VERSION]


@pytest.mark.parametrize(
    ("step", "borne"),
    [
        ("op.add_column('a', sa.Column('b', sa.Text(), nullable=True))", True),
        ("op.add_column('a', sa.Column('b', sa.Text(), nullable=False, server_default=''))", True),
        ("op.add_column('a', sa.Column('b', sa.Text(), nullable=False))", False),
        ("op.create_table('a', sa.Column('b', sa.Text(), nullable=False))", True),
        ("op.create_index('i', 'a', ['b'])", True),
        ("op.create_index('i', 'a', ['b'], unique=True)", False),
        ("op.drop_column('a', 'b')", False),
        ("table.alter_column('b', server_default=None)", False),
        ("table.alter_column('b', nullable=True)", True),
        ("table.alter_column('b', nullable=False)", False),
        ("table.alter_column('b', new_column_name='c')", False),
        ("op.rename_table('a', 'b')", False),
        ("op.drop_table('a')", False),
    ],
)
def test_what_would_break_it_is_found(step: str, borne: bool) -> None:
    source = f"def upgrade():\n    {step}\n"
    assert (refusals(source) == []) == borne
    assert refusals(f'UNUSED_SINCE = "0.2.0"\n{source}') == []
