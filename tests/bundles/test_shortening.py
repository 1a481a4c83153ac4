"""Scripts go out in fewer bytes and do the same."""

import subprocess
import sys
from pathlib import Path

import pytest

import config
from homecare.bundles import STATIC, bundles, service_worker
from homecare.bundles.shortening import shortened

CASES = {
    "// why\nconst total = 1;\nuse(total);\n": "const m=1;use(m);",
    "const total = 1; use(it.total, { total: 2 });": "const m=1;use(it.total,{total:2});",
    "const total = 1; use({ total, it });": "const m=1;use({total:m,it});",
    "const { total = 1, was: before } = it;": "const{total:n=1,was:m}=it;",
    "const [first, ...others] = it;": "const[m,...n]=it;",
    "function add(one, { two }) { return one + two; }": "function m(a,{two:b}){return a+b}",
    "use((one) => one); use((two) => -(it - -two));": "use((a)=>a);use((a)=>-(it- -a));",
    "const at = 1; use(`${at} at ${{ at }.at}`);": "const m=1;use(`${m} at ${{at:m}.at}`);",
    "const at = 1; use(it / at, /at\\/[/]/g);": "const m=1;use(it/m,/at\\/[/]/g);",
    "const at = 1; use('at', \"at // \" + at);": "const m=1;use('at',\"at // \"+m);",
    "let done; if (it) { done = 1; }": "let m;if(it){m=1}",
    "class Timer { #at = 1; go(go) { return go; } }": "class m{#at=1;go(a){return a}}",
    "const at = it\nuse(at)": "const m=it\nuse(m)",
    'import { one } from "./b.js"; export { one };': 'import{one}from"./b.js";export{one};',
    "export const { open } = it; open();": "export const{open}=it;open();",
    "const location = 1; use(location);": "const location=1;use(location);",
    "const go = 1; use((go) => m + go);": "const n=1;use((n)=>m+n);",
    "const ab = cd ? ef : { ab };": "const m=cd?ef:{ab:m};",
    "const x = (() => { const up = 1; return { up }; })(); x.up((one) => one + x);": (
        "const m=(()=>{const n=1;return{up:n}})();m.up((a)=>a+m);"
    ),
}


@pytest.mark.parametrize("written", CASES)
def test_what_a_file_keeps_to_itself_gets_a_short_name(written: str) -> None:
    assert shortened(written) == CASES[written]


@pytest.mark.parametrize("source", ["const a = 1 @ 2;", "const a = 'open\n';", "`open"])
def test_a_script_that_cannot_be_read_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match="can't read this script"):
        shortened(source)


def test_nothing_is_named_in_what_a_phone_gets_that_is_not_there(tmp_path: Path) -> None:
    """A name that was shortened in one place and not in another is one that nobody declared."""
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


def test_a_third_of_a_script_need_not_be_sent() -> None:
    written = (STATIC / "service-worker.js").read_text()
    assert len(service_worker()) < len(written) / 2
