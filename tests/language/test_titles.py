"""Pages say once in their title that something is to be put right: base.html, and nothing else."""

import re

import config

TEMPLATES = config.ROOT / "homecare" / "templates"


def test_only_the_base_writes_error_into_a_title() -> None:
    titles = {
        path.relative_to(TEMPLATES).as_posix(): re.findall(
            r"{% block title %}(.*?){% endblock", path.read_text(), re.DOTALL
        )
        for path in TEMPLATES.rglob("*.html")
    }
    assert len(titles) > 100
    assert [page for page, found in titles.items() if "Error" in "".join(found)] == []
    assert "<title>{{ 'Error: ' if" in (TEMPLATES / "base.html").read_text()
