"""What templates say has one apostrophe, the curly one, as it has one kind of quotation marks."""

import re
from pathlib import Path

TEMPLATES = Path(__file__).parents[2] / "homecare" / "templates"
REMARK = re.compile(r"\{#.*?#\}", re.S)
STRAIGHT = re.compile(r"\w*[A-Za-z]'(?:t|s|re|ve|ll|d|m)\b")


def test_no_page_or_mail_mixes_two_kinds_of_apostrophes() -> None:
    written = [path for path in TEMPLATES.rglob("*") if path.is_file()]
    assert len(written) > 200
    found = {
        path.relative_to(TEMPLATES).as_posix(): STRAIGHT.findall(REMARK.sub("", path.read_text()))
        for path in written
    }
    assert {name: words for name, words in found.items() if words} == {}
