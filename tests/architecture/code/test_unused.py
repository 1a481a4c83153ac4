"""What nothing in the house asks for is not kept."""

import ast
import re
from collections import Counter
from collections.abc import Iterator

import config
from tests.architecture.code import reading

WRITTEN_IN = (".py", ".html", ".js", ".txt", ".typ", ".mjml")
FOR_READERS = {
    "homecare.clients.episodes.written.LEFT_OUT",  # which tables are not counted, and why
    "homecare.library.drawing.body.joints.ANKLE_HEIGHT",  # a measure of the body like the others
    "homecare.rules.reading.history.PainDay",  # the columns of a row, by name
    "homecare.rules.reading.history.SessionDay",
    "homecare.rules.verdict.states.BEST_TO_WORST",  # the order that the laws hold to
}


def test_whatever_a_module_offers_is_asked_for() -> None:
    """By somebody in the house: a test is no reason to keep it."""
    words = _words()
    unused = {
        f"{module}.{name}"
        for module, file in reading.modules().items()
        for name in _offered(reading.tree(file))
        if words[name] < 2
    }
    assert unused == FOR_READERS


def _words() -> Counter[str]:
    homes = [config.ROOT / "homecare", config.ROOT / "migrations"]
    files = [file for home in homes for file in home.rglob("*") if file.suffix in WRITTEN_IN]
    starts = [config.ROOT / "config.py", config.ROOT / "wsgi.py"]
    return Counter(
        word for file in (*files, *starts) for word in re.findall(r"\w+", file.read_text())
    )


def _offered(module: ast.Module) -> Iterator[str]:
    """Its own names, but for what a decorator hands over, such as a page's function to Flask."""
    for node in module.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            if not any(_hands_over(decorator) for decorator in node.decorator_list):
                yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (
                name.id for one in targets for name in ast.walk(one) if isinstance(name, ast.Name)
            )


def _hands_over(decorator: ast.expr) -> bool:
    return re.search(r"cache|dataclass|contextmanager", ast.unparse(decorator)) is None
