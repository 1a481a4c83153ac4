"""What every page must be, whoever made it."""

import re
from collections import Counter

from werkzeug.test import TestResponse

STYLE = re.compile(r"<[^>]+\sstyle=")
HANDLER = re.compile(r"<[^>]+\son[a-z]+=")
SCRIPT_INSIDE = re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*application/json)")
OUTSIDE = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//(?!localhost)[^"']*""")


def problems_of(answer: TestResponse) -> list[str]:
    """What is wrong with a page that somebody was let in to; nothing for other answers."""
    if answer.status_code >= 300 or answer.mimetype != "text/html":
        return []
    html = answer.text
    found = [
        ("a style attribute, which the policy refuses", STYLE.search(html)),
        ("an inline event handler", HANDLER.search(html)),
        ("an inline script", SCRIPT_INSIDE.search(html)),
        (
            "something from another host",
            re.search(r"""<(?:script|link|img)[^>]+(?:src|href)=["']https?:""", html),
        ),
        ("no title", not re.search(r"<title>[^<]*\w", html)),
        ("not exactly one h1", len(re.findall(r"<h1[ >]", html)) != 1),
    ]
    ids = Counter(re.findall(r'\sid="([^"]+)"', html))
    twice = [name for name, times in ids.items() if times > 1]
    return [what for what, is_so in found if is_so] + [f"the id {name} twice" for name in twice]


def headers_missing(answer: TestResponse) -> list[str]:
    """Headers that protect whoever opens any answer."""
    needed = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy")
    return [name for name in needed if name not in answer.headers]
