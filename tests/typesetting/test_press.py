"""A page is never refused for a name, and says what its fonts can't draw."""

from datetime import UTC, datetime

import pytest

from homecare.typesetting import press
from homecare.typesetting.characters import for_print
from homecare.typesetting.sheet import HEAD
from tests.typesetting.pdfs import facts_of, faults_of, words_of

TEMPLATE = (
    HEAD
    + b"""#set document(title: d.title)
#heading(level: 1, d.title)
#for name in d.names { par(name); par(strong(name)) }
#table(columns: 2, table.header[Name][Again], ..d.names.map(name => (name, name)).flatten())"""
)

LIVING = {
    "Han": "张伟 張偉",
    "Japanese": "やまだ タロウ",
    "Korean": "김민준",
    "Thai": "สมชาย ใจดี",
    "Amharic": "አበበ ቢቂላ",
    "Arabic": "محمد علي",
    "Hebrew": "דוד כהן",
    "Hindi": "राहुल शर्मा क्षत्रिय",
    "Bengali": "রহিম",
    "Tamil": "தமிழ்",
    "Burmese": "မြန်မာ",
    "Khmer": "ខ្មែរ",
    "Georgian": "ქართული",
    "Armenian": "Հայերեն",
    "Greek": "Ελένη",
    "Cyrillic": "Ольга",
    "Vietnamese": "Đặng Thị Nguyễn",
}


def page(*names: str) -> bytes:
    return press.pdf(TEMPLATE, {"title": "Names", "names": names})


@pytest.mark.parametrize("name", LIVING.values(), ids=LIVING.keys())
def test_every_living_script_has_its_letters(name: str) -> None:
    assert press.undrawn(name) == set()
    assert faults_of(page(name)) == []


def test_what_is_drawn_can_be_selected_again() -> None:
    names = [LIVING[script] for script in ("Han", "Korean", "Greek", "Vietnamese", "Amharic")]
    read = words_of(page(*names))
    assert [name for name in names if name not in read] == []


def test_a_character_that_no_font_has_is_spelt_and_refuses_nothing() -> None:
    pdf = page("Tenzin བོད", "Zoe")
    assert "Tenzin [Tibetan: ba o da]" in words_of(pdf)
    assert facts_of(pdf)["Tagged"] == "yes"


def test_a_mark_that_does_not_fit_its_letter_takes_no_letter_away() -> None:
    assert "Ada" in words_of(page("Ada\u20dd", "क\u064b"))


@pytest.mark.parametrize(
    "unseen", ["\x07", "\x00", "\u202e", "\u2066", "\ufeff", "\ufe0f", "\U000e0041", "\u200b"]
)
def test_what_is_not_seen_turns_nothing_round(unseen: str) -> None:
    assert "Zoe Adams born" in words_of(page(f"Zoe{unseen} Adams born"))


@pytest.mark.parametrize("strange", ["\ue000", "\ufffe", "\ud800", "\U000f0000", "\u0378"])
def test_a_character_that_is_nobodys_is_named_by_its_number(strange: str) -> None:
    assert f"[character: U+{ord(strange):04X}]" in words_of(page(f"Zoe {strange}"))


@pytest.mark.parametrize("markup", ['#panic("x")', "= Title", "<b>bold</b>", "$x^2$", "\\ *a* _b_"])
def test_markup_is_printed_as_it_was_typed(markup: str) -> None:
    assert markup in words_of(page(markup))


def test_a_long_word_of_many_scripts_is_no_fault() -> None:
    assert faults_of(page("".join(LIVING.values()).replace(" ", "") * 20)) == []


def test_texts_inside_lists_and_tables_are_made_printable_too() -> None:
    said = {"a": ["x\u202ey", ("z\x00", 3)], "b": {"c": "1\r\n2\u2028", "d": None}}
    assert for_print(said) == {"a": ["xy", ["z", 3]], "b": {"c": "1\n2\n", "d": None}}


def test_a_page_says_when_it_was_made_at_any_moment() -> None:
    moment = datetime(2026, 3, 2, 9, 30, 12, 345_678, tzinfo=UTC)
    pdf = press.pdf(TEMPLATE, {"title": "Names", "names": ["Zoe"]}, moment)
    assert "2026" in facts_of(pdf)["CreationDate"]


def test_the_checker_sees_a_table_without_a_header() -> None:
    bare = (
        HEAD
        + b"""#set document(title: "x")
#table(columns: 2, ..d.flatten())"""
    )
    assert faults_of(press.pdf(bare, [["a", "b"], ["c", "d"]])) != []


def test_a_page_that_was_measured_is_not_set_again_and_another_one_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    template = HEAD + b'#set document(title: "t")\n#set page(height: auto)\n#par(d)'
    set_so_far: list[object] = []
    by_the_typesetter = press._compiled

    def counted(*page: object, **how: object) -> object:
        set_so_far.append(page)
        return by_the_typesetter(*page, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(press, "_compiled", counted)
    monkeypatch.setattr(press, "_heights", {})
    low, high = press.height(template, "One line."), press.height(template, "Some lines. " * 99)
    assert low < high
    assert press.height(template, "One line.") == low
    assert press.height(template + b"#par(d)", "One line.") > low
    assert len(set_so_far) == 3
    assert all(len(mark) == 32 for mark in press._heights), "hashes alone"
