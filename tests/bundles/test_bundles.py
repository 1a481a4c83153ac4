"""The styles and the scripts that go to a phone as one file each."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import config
from homecare.bundles import STATIC, WORDS_ALONE, bundles, service_worker
from homecare.bundles.scripts import Beside, joined
from homecare.bundles.styles import only_used, rules, without_remarks


def test_bootstrap_comes_without_what_no_page_names() -> None:
    styles = bundles()["all.css"].decode()
    assert ".btn-primary" in styles
    assert ".carousel" not in styles
    assert len(styles) < 80_000


def test_our_own_styles_come_after_bootstrap_and_whole() -> None:
    styles = bundles()["all.css"].decode()
    assert styles.index("--accent:") > styles.index("Bootstrap")
    assert ".scale-row" in styles


def test_no_remark_of_ours_is_sent_to_a_phone_and_no_rule_lost() -> None:
    styles = bundles()["all.css"].decode()
    assert "/*" not in styles.replace("/*!", "")
    written = without_remarks((STATIC / "parts.css").read_text())
    assert len(list(rules(written))) == len(list(rules((STATIC / "parts.css").read_text())))
    assert written in styles


def test_a_licence_stays_with_what_it_is_for() -> None:
    assert "Licensed under MIT" in bundles()["all.css"].decode()


@pytest.mark.parametrize(
    ("css", "written", "left"),
    [
        (".a{top:0}.b{top:1}", "class='a'", ".a{top:0}"),
        (".a,.b:not(.c,.d){top:0}", "a b", ".a{top:0}"),
        (".btn-x{top:0}.btn-y{top:0}", "btn-{{ kind }} kind='x' role='y'", ".btn-x{top:0}"),
        (".btn-x{top:0}.btn-y{top:0}", "'btn-' ~ kind, \"x\", y", ".btn-x{top:0}"),
        ("@media (x){.b{top:0}}p{top:1}", "<p>", "p{top:1}"),
        ("@media (x){.a{top:0}.b{top:0}}", "a", "@media (x){.a{top:0}}"),
        ("@keyframes b{to{top:0}}", "a", ""),
        ("p{--bs-x:1;--bs-y:var(--bs-x);top:var(--bs-z)}", "<p>", "p{top:var(--bs-z)}"),
        ("[data-bs-theme=dark]{top:0}", "a", ""),
        ("p,ol:not(p) b,kbd{top:0}", "<p><ol><b>", "p,ol:not(p) b{top:0}"),
        ("h3,h4{top:0}", "<h{{ level }}>", "h3,h4{top:0}"),
        ("output{top:0}", "made('output')", "output{top:0}"),
    ],
)
def test_a_rule_stays_where_a_page_can_need_it(css: str, written: str, left: str) -> None:
    assert only_used(css, written, "") == left


def test_a_word_that_is_never_a_class_brings_no_rule() -> None:
    css = ".card{top:0}.btn-card{top:1}"
    assert only_used(css, "card btn-card", "", {"card"}) == ".btn-card{top:1}"


HERE = STATIC.parent
IN_BRACES = re.compile(r"\{\{(.*?)\}\}|\{%.*?%\}", re.S)
CLASSES = re.compile(
    r"""\bclass(?:Name|_)?\s*[=:]\s*["'`](.*?)["'`](?=[\s>,;)})])|\bclassList\.\w+\(["'](.*?)["']""",
    re.S,
)


def classes(written: str) -> set[str]:
    """The words that a template or a script gives to elements as classes."""

    def quoted(braces: re.Match[str]) -> str:
        return " ".join(re.findall(r"'([^']*)'", braces[1] or ""))

    found = (IN_BRACES.sub(quoted, "".join(each)) for each in CLASSES.findall(written))
    return set(" ".join(found).split())


def test_no_element_has_a_class_whose_rules_are_left_out() -> None:
    pages = [*HERE.glob("templates/**/*.html"), *STATIC.glob("*.js")]
    given = {path.name: classes(path.read_text()) for path in pages}
    assert {"btn", "panel", "unsaid", "visually-hidden"} <= set().union(*given.values())
    assert {name: found & WORDS_ALONE for name, found in given.items() if found & WORDS_ALONE} == {}


def test_a_property_that_our_own_styles_read_stays() -> None:
    assert only_used("p{--bs-x:1}", "<p>", "q{top:var(--bs-x)}") == "p{--bs-x:1}"


def test_a_broken_style_sheet_is_refused() -> None:
    with pytest.raises(ValueError, match="brace"):
        list(rules("p{top:0"))


def written(folder: Path, **modules: str) -> Path:
    for name, source in modules.items():
        (folder / f"{name}.js").write_text(source)
    return folder


def test_each_module_comes_once_and_after_what_it_needs(tmp_path: Path) -> None:
    written(
        tmp_path,
        a='import { one, two as second } from "./c.js";\none(second);\n',
        b='import * as c from "./c.js";\n// why\nc.one();\n',
        c="export const one = 1;\nexport async function two() { return one; }\n",
    )
    assert joined(tmp_path, "all.js", ("a", "b")) == {
        "all.js": "const module_c = (() => {\nconst one = 1;\n"
        "async function two() { return one; }\nreturn { one, two };\n})();\n"
        "const module_a = (() => {\nconst { one, two : second } = module_c;\none(second);\n"
        "return {  };\n})();\n"
        "const module_b = (() => {\nconst c = module_c;\nc.one();\nreturn {  };\n})();\n"
        "export { module_c, module_a, module_b };\n"
    }


def test_what_is_loaded_later_is_a_file_of_its_own_and_shares_the_first(tmp_path: Path) -> None:
    written(
        tmp_path,
        a='import * as c from "./c.js";\nimport("./b.js").then((b) => b.go(c));\n',
        b='import * as c from "./c.js";\nexport const go = () => c.one;\n',
        c="export const one = 1;\n",
    )
    files = joined(tmp_path, "all.js", ("a",))
    assert 'import("./later-all.js").then((all) => all.module_b).then(' in files["all.js"]
    assert files["later-all.js"] == (
        'import { module_c } from "./all.js";\n'
        "const module_b = (() => {\nconst c = module_c;\nconst go = () => c.one;\n"
        "return { go };\n})();\n"
        "export { module_b };\n"
    )


def test_what_is_loaded_later_may_load_more(tmp_path: Path) -> None:
    written(
        tmp_path,
        a='import("./b.js");\n',
        b='export const go = (again) => import("./c.js" + again);\n',
        c="export const one = 1;\n",
    )
    later = joined(tmp_path, "all.js", ("a",))["later-all.js"]
    assert 'import("./later-all.js" + again).then((all) => all.module_c)' in later
    assert later.count("const one = 1;") == 1


def test_what_a_page_has_already_is_not_sent_again(tmp_path: Path) -> None:
    """Neither in the file beside it nor in what that one asks for later."""
    written(
        tmp_path,
        a='import * as c from "./c.js";\nimport("./b.js").then((b) => b.go(c));\n',
        b='import * as c from "./c.js";\nexport const go = () => c.one;\n',
        c="export const one = 1;\n",
    )
    files = joined(tmp_path, "a-all.js", ("a",), Beside("every.js", ("c",)))
    assert all("one = 1" not in source for source in files.values())
    for source in files.values():
        assert source.startswith('import { module_c } from "./every.js";\n')


def test_styles_lose_what_only_keeps_them_legible() -> None:
    css = "a :is(b, c) > d {\n  top: calc(1px + 2px); /* why */\n\n  margin: 0 auto;\n}\n"
    assert without_remarks(css) == "a :is(b,c) > d{top:calc(1px + 2px);margin:0 auto}"


@pytest.mark.parametrize(
    "source",
    ['import "./c.js";\n', "export default 1;\n", "export let x = 1;\n", "x = import(name);\n"],
)
def test_a_way_of_naming_that_is_not_known_is_refused(tmp_path: Path, source: str) -> None:
    with pytest.raises(ValueError, match=r"a\.js can't be put into one file"):
        joined(written(tmp_path, a=source), "all.js", ("a",))


def test_modules_that_need_each_other_are_refused(tmp_path: Path) -> None:
    written(tmp_path, a='import * as b from "./b.js";\n', b='import * as a from "./a.js";\n')
    with pytest.raises(ValueError, match="import each other"):
        joined(tmp_path, "all.js", ("a",))


def test_nothing_is_named_in_what_a_phone_gets_that_is_not_there(tmp_path: Path) -> None:
    """What one module has of another is there in the file that both are in, or is asked for."""
    for name, source in bundles().items():
        if name.endswith(".js"):
            (tmp_path / name).write_bytes(source)
    worker = tmp_path / "homecare" / "static" / "service-worker.js"
    worker.parent.mkdir(parents=True)
    worker.write_text(service_worker())
    rules = (config.ROOT / ".oxlintrc.json").read_text().replace('"denyWarnings": true, ', "")
    (tmp_path / "rules.json").write_text(rules)
    program = Path(sys.executable).with_name("oxlint")
    only = ["-A", "all", "-D", "no-undef", "-D", "no-redeclare", "-D", "import/named"]
    found = subprocess.run(
        [program, "-c", "rules.json", *only, "."], cwd=tmp_path, capture_output=True, text=True
    )
    assert found.returncode == 0, found.stdout
    worker.write_text(service_worker().replace("caches.open", "cachez.open", 1))
    found = subprocess.run(
        [program, "-c", "rules.json", *only, "."], cwd=tmp_path, capture_output=True, text=True
    )
    assert "cachez" in found.stdout


def test_no_remark_of_ours_is_sent_in_a_script() -> None:
    for name, source in bundles().items():
        if name.endswith(".js"):
            assert b"\n//" not in source
            assert b"\n  " not in source
    written = (STATIC / "service-worker.js").read_text()
    assert len(service_worker()) < len(written) * 2 / 3


def test_no_script_has_what_the_last_semicolon_of_a_block_may_not_be_left_out_of() -> None:
    """A loop or a condition without a body, and words with one before a brace in them."""
    for path in sorted(STATIC.glob("*.js")):
        source = re.sub(r"^\s*//.*$", "", path.read_text(), flags=re.M)
        assert not re.search(r"[\"'`/][^\"'`/\n]*;\}[^\"'`/\n]*[\"'`/]", source), path.name
        for found in re.finditer(r"\b(?:while|for|if) ?(?=\()", source):
            after = source[_closed(source, found.end()) :].lstrip(" \n")
            assert not after.startswith(";"), f"{path.name}: {found[0]}"
    assert ";}" not in bundles()["phone-all.js"].decode()


def _closed(source: str, start: int) -> int:
    """Where the bracket that opens at `start` is closed."""
    depth = 0
    for at, sign in enumerate(source[start:], start):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth == 0:
            return at + 1
    raise AssertionError(source[start : start + 40])
