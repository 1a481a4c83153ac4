"""The proof itself: it numbers what is drawn by lot, and notices everything else."""

from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask, Response, redirect, request
from sqlalchemy import create_engine, text

from tests.unchanged import answers, histories, sections, statements
from tests.unchanged.__main__ import main
from tests.unchanged.forms import forms_of
from tests.unchanged.normal import Numbers
from tests.unchanged.press import Ways
from tests.unchanged.walk import Visitor

ONE, OTHER = "0198c1de-7c3a-7b11-8a55-0123456789ab", "0198c1de-7c3a-7b11-8a55-ba9876543210"
TOKEN = "Yx7_k2Lq-9fTzR3mWb8VnHsJd5GcA1eP0uKiOo4tQwE"
SIGNED = "ImQ0ZjE5YzA3Ig.aabb1Q.Zk3VqfK0mB2xN8yT7rLh5WdGsJc"
ORIGIN = "http://127.0.0.1:5000"


def test_an_id_gets_the_same_number_each_time_and_another_id_another() -> None:
    told = Numbers().plain(f"/clients/{ONE} {OTHER} {ONE.upper()} {ONE.replace('-', '')}")
    assert told == "/clients/{id 1} {id 2} {id 1} {id 1}"


def test_tokens_are_numbered_and_words_somebody_wrote_are_kept() -> None:
    words = "visually-hidden-focusable-and-long-enough-to-be-one 2026-03-04T12:00 --bs-btn-color"
    told = Numbers().plain(f'value="{TOKEN}" {SIGNED} {words} {TOKEN}')
    assert told == f'value="{{token 1}}" {{token 2}} {words} {{token 1}}'


def test_a_signed_token_that_was_packed_is_numbered_with_its_dot() -> None:
    assert Numbers().plain(f'value=".{SIGNED}" {SIGNED}') == 'value="{token 1}" {token 2}'


def test_two_pages_with_ids_in_another_place_are_not_the_same() -> None:
    ours, theirs = f"{ONE} asks {ONE}", f"{ONE} asks {OTHER}"
    assert Numbers().plain(ours) != Numbers().plain(theirs)


def test_the_name_of_a_release_and_the_clock_of_the_machine_are_left_out() -> None:
    told = Numbers("1f2e3d4c5b6a").plain('/static/1f2e3d4c5b6a/all.css {"clock_seconds_ago": 17}')
    assert told == '/static/{release}/all.css {"clock_seconds_ago": {seconds}}'


def test_a_code_to_scan_is_left_out_with_its_words_kept() -> None:
    told = Numbers().plain('<svg class="qr"><title>A link</title><g fill="#fff"><path/></g></svg>')
    assert told == '<svg class="qr"><title>A link</title>{code}</svg>'


def test_a_picture_inside_a_page_is_told_by_its_content() -> None:
    one, other = (Numbers().plain(f"data:image/png;base64,iVBORw0KGgo{end}=") for end in "AB")
    assert one.startswith("data:image/png;base64 ")
    assert one != other


def test_a_packed_answer_is_read_part_by_part_whenever_it_was_packed() -> None:
    packed = BytesIO()
    with ZipFile(packed, "w") as file:
        file.writestr("diary.csv", "day,leg")
    told = answers.content_in_words(packed.getvalue(), "application/zip")
    assert told == "--- diary.csv\nday,leg"


def test_content_nobody_can_read_is_told_by_its_digest() -> None:
    one, other = (answers.content_in_words(c, "application/pdf") for c in (b"one", b"two"))
    assert one.startswith("application/pdf: 3 bytes")
    assert one != other


def test_statements_are_counted_by_verb_and_table() -> None:
    with statements.counted() as sent, create_engine("sqlite://").begin() as connection:
        connection.execute(text("CREATE TABLE client (name TEXT)"))
        for name in "ab":
            connection.execute(text("INSERT INTO client VALUES (:name)"), {"name": name})
        connection.execute(text("SELECT name FROM client"))
    assert sent == Counter({"CREATE": 1, "INSERT client": 2, "SELECT client": 1})
    assert statements.in_words(sent) == "4: CREATE 1, INSERT client 2, SELECT client 1"


def test_a_file_of_a_snapshot_reads_as_it_was_written(tmp_path: Path) -> None:
    told = [("/today", "=== no title\n\n  indented\r\nlast\n"), ("/me", "")]
    sections.write(tmp_path / "pages.txt", told)
    read = sections.read(tmp_path / "pages.txt")
    assert read == {"/today": "=== no title\n\n  indented\r\nlast\n", "/me": "\n"}


def test_two_sections_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="two sections named /me"):
        sections.write(tmp_path / "pages.txt", [("/me", "one"), ("/me", "two")])


@pytest.fixture
def two(tmp_path: Path) -> Callable[..., list[str]]:
    """Makes two snapshots of one file each; answers the words that compare them."""

    def make(before: dict[str, str], after: dict[str, str]) -> list[str]:
        for name, told in (("before", before), ("after", after)):
            sections.write(tmp_path / name / "pages-client.txt", told.items())
        return ["compare", str(tmp_path / "before"), str(tmp_path / "after")]

    return make


PAGES = {"/today": "200 OK\n\n<h1>Today</h1>", "/me": "200 OK\n\n<h1>Me</h1>"}


def test_equal_snapshots_have_nothing_to_say(
    two: Callable[..., list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(two(PAGES, dict(PAGES))) == 0
    assert capsys.readouterr().out == "nothing has changed\n"


def test_a_word_is_noticed_and_shown_with_its_page(
    two: Callable[..., list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(two(PAGES, {**PAGES, "/me": "200 OK\n\n<h1>You</h1>"})) == 1
    told = capsys.readouterr().out
    assert "pages-client.txt: 1 of 2 changed, 0 gone, 0 new" in told
    assert "~ /me" in told
    assert "-<h1>Me</h1>" in told
    assert "+<h1>You</h1>" in told
    assert "/today" not in told


def test_a_page_gone_a_page_come_and_another_order_are_noticed(
    two: Callable[..., list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(two(PAGES, {"/today": PAGES["/today"], "/you": PAGES["/me"]})) == 1
    assert {"  - /me", "  + /you"} <= set(capsys.readouterr().out.splitlines())
    assert main(two(PAGES, dict(reversed(PAGES.items())))) == 1
    assert "in another order" in capsys.readouterr().out


def test_a_folder_without_a_snapshot_is_not_taken_for_an_equal_one(tmp_path: Path) -> None:
    assert main(["compare", str(tmp_path), str(tmp_path)]) == 2


def test_histories_that_are_not_there_are_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main(["take", str(tmp_path / "new"), "--histories", str(tmp_path / "none.jsonl")])
    assert not (tmp_path / "new").exists()


def test_the_histories_are_the_same_each_time() -> None:
    ours = list(histories.lines())
    assert ours == list(histories.lines())
    assert len(set(ours)) == histories.COUNT


def a_small_app() -> Flask:
    """Three pages in a row, one that signs out, one behind a redirect, one of another host."""
    app = Flask("small")
    pages = {
        "/": '<a href="/second#here">2</a> <a href="/sign-out">out</a>',
        "/second": f'<a href="{ORIGIN}/third?a=1&amp;b=2">3</a> <a href="//far/x">far</a>',
        "/third": f'<form><input name="csrf_token" value="{TOKEN}"></form>',
    }
    for address, page in pages.items():
        app.add_url_rule(address, address, lambda page=page: page)
    app.add_url_rule("/old", "old", lambda: redirect("/people/7"))
    app.add_url_rule("/people/<int:number>", "one", lambda number: Response(f"person {number}"))
    app.add_url_rule("/sign-out", "out", lambda: pytest.fail("signed out"))
    return app


def test_a_walk_follows_links_and_redirects_and_never_signs_out() -> None:
    seen = {page.address: page for page in Visitor(a_small_app(), ORIGIN, "").walk()}
    assert list(seen) == ["/", "/old", "/second", "/third", "/people/7", "/third?a=1&b=2"]
    assert "{token 1}" in seen["/third"].content
    assert seen["/old"].content.startswith("302 FOUND")
    assert seen["/people/7"].statements == "0"


def test_somebody_knocks_where_only_others_were_led() -> None:
    visitor = Visitor(a_small_app(), ORIGIN, "")
    list(visitor.walk())
    others = {"/people/<int:number>?": "/people/8", "/hidden": "/hidden"}
    knocked = [(page.address, page.content[:3]) for page in visitor.knock(others)]
    assert knocked == [("/hidden", "404")]


FORM = f"""
<form method="post" action="/visits"><input type="hidden" name="csrf_token" value="{TOKEN}">
<input type="date" name="on"><input type="number" name="leg" min="2"><input name="name" value="Kim">
<input type="radio" name="side" value="left"><input type="radio" name="side" value="right">
<input type="checkbox" name="sure" value="y"><input name="row-0-days" value="mon">
<select name="kind"><option value="gp">GP<option value="chiro" selected>Chiropractor</select>
<textarea name="note">
As it went</textarea>
<button name="do" value="save">Save</button><button formaction="/issue">Issue</button></form>
<form method="get"><input name="q"></form>
"""


def test_a_form_is_sent_as_a_browser_without_scripts_would() -> None:
    (form,) = forms_of(FORM)
    assert form.as_it_stands() == [("csrf_token", TOKEN), ("on", ""), ("leg", ""), ("name", "Kim"),
        ("row-0-days", "mon"), ("kind", "chiro"), ("note", "As it went")]  # fmt: skip
    assert form.buttons == [("do", "save", ""), ("", "", "/issue")]
    assert form.names == "kind leg name note on side sure"


def test_a_form_is_filled_in_where_nothing_stands_yet() -> None:
    (form,) = forms_of(FORM)
    filled = dict(form.filled_in())
    assert filled["on"] == "2026-03-04"
    assert (filled["leg"], filled["name"], filled["side"]) == ("2", "Kim", "left")
    assert (filled["sure"], filled["kind"], filled["note"]) == ("y", "chiro", "As it went")


def test_every_kind_of_form_is_sent_as_it_stands_and_filled_in() -> None:
    app = a_small_app()
    page = '<form method="post" action="/names/{0}"><input name="name" value="{1}"></form>'
    app.add_url_rule("/names", "all", lambda: page.format(1, "") + page.format(2, ""))
    app.add_url_rule(
        "/names/<int:number>", "name", lambda number: page.format(number, request.form["name"]),
        methods=["POST"],
    )  # fmt: skip
    ways = Ways(Visitor(app, ORIGIN, ""))
    list(ways.visitor.walk(met=ways.look_for))
    empty, filled = ways.press()
    assert empty.address == "POST /names/<int:number>? name [ ] of /names"
    assert 'value=""' in empty.content
    assert 'value="Some words"' in filled.content
