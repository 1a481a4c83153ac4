"""A word that `homecare.language` gives is asked for there, and never written a second time."""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

import config
from homecare import language
from homecare.rules.verdict import arithmetic

SOURCE = config.ROOT / "homecare"
RULES = SOURCE / "rules"  # pure: what it says itself, `language` takes from it
PYTHON = [file for file in sorted(SOURCE.rglob("*.py")) if RULES not in file.parents]
OTHERS = [file for file in PYTHON if file != SOURCE / "language.py"]
TEMPLATES = sorted(
    file for file in (SOURCE / "templates").rglob("*") if file.suffix in {".html", ".txt", ".mjml"}
)
LABELS = {
    words.lower()
    for table in (
        language.STATES,
        language.REVIEWS,
        language.REVIEWS_OF_VISITS,
        language.FLAG_STATUSES,
        language.PROPOSALS,
        language.SIDES_OF_EXERCISE,
        language.SIDES_OF_COMPLAINT,
        language.SIDES_OF_PICTURE,
    )
    for words in table.values()
} - {language.STATES["urgent"].lower(), language.FLAG_STATUSES["acted"].lower()}
"""All but two words of every day."""
TAKEN_BACK = {language.FLAG_STATUSES["withdrawn"].lower()}
SAME_WORDS = {
    "homecare/desk/week/typed.py": TAKEN_BACK,
    "homecare/export/record_pdf.py": TAKEN_BACK,
    "homecare/diary/words.py": {language.STATES["level"].lower()},
    "homecare/today/progress/words.py": {language.STATES["level"].lower()},
}
"""The same words for another thing: what a client answers or takes back, or how a mean changed."""
CODE = re.compile(r"[a-z_]+")  # "stalled": what a machine reads
NAMES_OF_DAYS = re.compile(r"%-?[aAbB]\b|%[aAbB]")


def name_of(file: Path) -> str:
    return str(file.relative_to(config.ROOT))


@cache
def literals(file: Path) -> Sequence[str]:
    """Every string a module writes, other than its docstrings."""
    tree = ast.parse(file.read_text())
    said_about = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return [
        node.value
        for node in constants
        if isinstance(node.value, str) and id(node) not in said_about
    ]


def texts(file: Path) -> Iterator[str]:
    """What a template writes: between its tags, and between the quotes of its expressions."""
    source = re.sub(r"\{#.*?#\}", "", file.read_text(), flags=re.S)
    yield from (text.strip() for text in re.findall(r"[>}]([^<>{}]+)(?=[<{])", source))
    for expression in re.findall(r"\{[{%](.*?)[%}]\}", source, flags=re.S):
        yield from (one or two for one, two in re.findall(r"'([^']*)'|\"([^\"]*)\"", expression))


def doubles(file: Path, written: Iterable[str]) -> list[str]:
    allowed = SAME_WORDS.get(name_of(file), set())
    for_people = (words for words in written if not CODE.fullmatch(words))
    plain = (words.lower().removeprefix("flag: ") for words in for_people)
    return [words for words in plain if words in LABELS - allowed]


def test_no_module_writes_a_label_again() -> None:
    """It is asked for in homecare.language."""
    assert {f: found for f in OTHERS if (found := doubles(f, literals(f)))} == {}


def test_no_template_writes_a_label_again() -> None:
    assert {f: found for f in TEMPLATES if (found := doubles(f, texts(f)))} == {}


def test_the_names_of_days_and_months_come_from_one_list() -> None:
    """Not from the machine's own language, which may be another one."""
    written = {f: [*literals(f)] for f in PYTHON} | {f: [*texts(f)] for f in TEMPLATES}
    by_the_machine = {f for f, each in written.items() if any(map(NAMES_OF_DAYS.search, each))}
    assert by_the_machine == set()
    again = {*arithmetic.MONTHS, *language.WEEKDAYS} - {"Monday", "May"}
    assert {f for f in OTHERS if again & {*written[f]}} == set()


def test_nobody_makes_a_plural_of_their_own() -> None:
    """`count` has it."""
    assert [
        f"{name_of(file)}:{node.lineno}"
        for file in OTHERS
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.IfExp)
        and {getattr(branch, "value", None) for branch in (node.body, node.orelse)} == {"", "s"}
    ] == []
    of_a_template = re.compile(r"['\"]s['\"]\s+if|else\s+['\"]s['\"]")
    assert [file for file in TEMPLATES if of_a_template.search(file.read_text())] == []
