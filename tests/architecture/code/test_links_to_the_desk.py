"""A link in a mail to whoever works here names the practice that it opens at."""

import re
from pathlib import Path

import homecare

HERE = Path(homecare.__file__).parent
BARE = re.compile(r"public_url\}/(flags|clients|caseload|practice|referrals|templates|library)\b")


def test_no_link_to_the_desk_is_put_together_by_hand() -> None:
    found = [
        f"{file.relative_to(HERE)}: {hit[0]}"
        for file in sorted(HERE.rglob("*.py"))
        for hit in BARE.finditer(file.read_text())
    ]
    assert not found, "use accounts.emails.desk_link"
