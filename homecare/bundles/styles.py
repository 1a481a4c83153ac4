"""Bootstrap without the rules that no page can need.

A rule stays where each class it asks for is a word in our own templates and scripts, or one that
they complete, and each element is one that they make. That keeps a little too much; a test looks
at the pages as they are.
"""

import re
from collections.abc import Callable, Container, Iterator

Known = Callable[[str], bool]
WORD = re.compile(r"[A-Za-z][\w-]*")
# A name that a template completes by itself, like `btn-{{ kind }}`, and with what it can.
BEGUN = re.compile(r"""([A-Za-z][\w-]*-)(?:\{\{|\$\{|['"]\s*~)""")
ENDS = re.compile(r"""(?<!role=)(?<!role: )(['"])([\w-]+)\1""")
NAMED = re.compile(r"\.([A-Za-z][\w-]*)|\[(data-bs-[\w-]+)")
TAG = re.compile(r"<([a-z]\w*)(?!\w|\{)")
HEADINGS = re.compile(r"<h\{\{")  # of any level
ELEMENT = re.compile(r"(?:^|[ >+~])([a-z]\w*)")
IN_PARENTHESES = re.compile(r"\([^()]*\)")
BETWEEN_SELECTORS = re.compile(r",(?![^()]*\))")
LICENCE = re.compile(r"/\*!.*?\*/", re.S)
COMMENT = re.compile(r'/\*.*?\*/|@charset "[^"]*";', re.S)
INDENT = re.compile(r"\s*\n\s*")
# A colon with a gap after it stands in no selector.
GAP = re.compile(r" ?([{};,]) ?|(?<=:) (?=\S)")
PROPERTY = re.compile(r"(--bs-[\w-]+):[^;{}]*;?")


def only_used(css: str, written: str, beside: str, but: Container[str] = ()) -> str:
    """Of minified `css` the rules for names in `written`, `but` for those that are no more than
    words there, and what they or `beside` read.

    Raises ValueError where a brace is missing.
    """
    words, begun = set(WORD.findall(written)), set(BEGUN.findall(written))
    ends = {end for _, end in ENDS.findall(written)}
    tags = {*TAG.findall(written), *ends}  # a script names what it makes in quotes
    tags |= {f"h{level}" for level in range(1, 7)} if HEADINGS.search(written) else set()

    def known(name: str) -> bool:
        if name.startswith("<"):
            return name[1:] in tags
        return name not in but and (
            name in words
            or any(name.startswith(begin) and name.removeprefix(begin) in ends for begin in begun)
        )

    kept = "".join(_kept(COMMENT.sub("", css), known))
    return "".join(LICENCE.findall(css)) + _without_unread(kept, beside)


def without_remarks(css: str) -> str:
    """The same to a browser: what is for whoever reads the file is not sent to a phone."""
    return GAP.sub(r"\1", INDENT.sub(" ", COMMENT.sub("", css))).strip().replace(";}", "}")


def rules(css: str) -> Iterator[tuple[str, str]]:
    """Each rule as what stands before its braces and what stands between them."""
    begin = opened = depth = 0
    for brace in re.finditer(r"[{}]", css):
        if brace[0] == "{":
            if depth == 0:
                opened = brace.start()
            depth += 1
        elif (depth := depth - 1) == 0:
            yield css[begin:opened], css[opened + 1 : brace.start()]
            begin = brace.end()
    if depth or css[begin:].strip():
        raise ValueError("a brace is missing in a style sheet")


def _kept(css: str, known: Known) -> Iterator[str]:
    for prelude, body in rules(css):
        if prelude.startswith("@media"):
            inner = "".join(_kept(body, known))
            if inner:
                yield f"{prelude}{{{inner}}}"
        elif prelude.startswith("@"):
            if known(prelude.split()[-1]):
                yield f"{prelude}{{{body}}}"
        elif selectors := [s for s in BETWEEN_SELECTORS.split(prelude) if _needed(s, known)]:
            yield f"{','.join(selectors)}{{{body}}}"


def _needed(selector: str, known: Known) -> bool:
    elements = ELEMENT.findall(IN_PARENTHESES.sub("", selector))
    named = (name or attribute for name, attribute in NAMED.findall(selector))
    return all(map(known, (*(f"<{element}" for element in elements), *named)))


def _without_unread(css: str, beside: str) -> str:
    """Leave out custom properties that nothing reads, and those that only such ones read."""
    while True:
        read = set(re.findall(r"var\((--bs-[\w-]+)", css + beside))
        shorter = "".join(_declared(css, read))
        if shorter == css:
            return css
        css = shorter


def _declared(css: str, read: set[str]) -> Iterator[str]:
    end = 0
    for declared in PROPERTY.finditer(css):
        if declared[1] not in read:
            yield css[end : declared.start()]
            end = declared.end()
    yield css[end:]
