"""Medicines that thin the blood, as people write them: rightly, wrongly, and as sold elsewhere."""

import pytest

from homecare.rules.medicines.thinners import NAMES, NEAR_FROM, is_one_slip, thinners_in

pytestmark = pytest.mark.any_database


def named(medicines: str) -> list[str]:
    return [one.words for one in thinners_in(medicines)]


@pytest.mark.parametrize(
    "name", [name for medicine in NAMES for name in (medicine, *NAMES[medicine])]
)
def test_every_name_is_found_however_it_is_written(name: str) -> None:
    for written in (name, name.upper(), f"bisoprolol, {name.capitalize()}5mg;", f"({name})"):
        (found,) = thinners_in(written)
        assert (found.read_as, found.written.casefold()) == ("", name.casefold())


@pytest.mark.parametrize(
    ("medicines", "found"),
    [
        # As it was, each once, as it was written.
        ("Warfarin 3 mg, bisoprolol", ["Warfarin"]),
        ("apixaban 5mg bd; Apixaban", ["apixaban"]),
        ("Xarelto, aspirin 75", ["Xarelto (rivaroxaban)", "aspirin"]),
        ("a blood thinner, she forgot which", ["blood thinner"]),
        ("blood-thinning tablets", ["blood-thinning"]),
        ("anticoagulants since May", ["anticoagulants"]),
        ("on a DOAC", ["DOAC"]),
        ("NOACs", ["NOACs"]),
        # Brands against platelets, and a slip of two letters that many make.
        ("Brilique 90", ["Brilique (ticagrelor)"]),
        ("Efient, Disprin", ["Efient (prasugrel)", "Disprin (aspirin)"]),
        ("Asasantin Retard", ["Asasantin (dipyridamole)"]),
        ("clopidrogel 75", ["clopidrogel (clopidogrel)"]),
        # Brands and names from elsewhere.
        ("Marcumar", ["Marcumar (phenprocoumon)"]),
        ("Sintrom 4", ["Sintrom (acenocoumarol)"]),
        ("Préviscan", ["Préviscan (fluindione)"]),
        ("Savaysa or Lixiana", ["Savaysa (edoxaban)", "Lixiana (edoxaban)"]),
        ("Clexane", ["Clexane (enoxaparin)"]),
        ("Eliquis", ["Eliquis (apixaban)"]),
        ("Waran", ["Waran (warfarin)"]),
        # One slip: left out, doubled, exchanged, swapped.
        ("warfrin", ["“warfrin” (read as warfarin)"]),
        ("Wafarin 3mg", ["“Wafarin” (read as warfarin)"]),
        ("warfarrin", ["“warfarrin” (read as warfarin)"]),
        ("warfarine", ["“warfarine” (read as warfarin)"]),
        ("wafrarin", ["“wafrarin” (read as warfarin)"]),
        ("rivaroxiban", ["“rivaroxiban” (read as rivaroxaban)"]),
        ("Eliquiss", ["“Eliquiss” (read as Eliquis, apixaban)"]),
        ("Eliqius", ["“Eliqius” (read as Eliquis, apixaban)"]),
        ("xaralto", ["“xaralto” (read as Xarelto, rivaroxaban)"]),
        ("Predaxa", ["“Predaxa” (read as Pradaxa, dabigatran)"]),
        ("phenprocumon", ["“phenprocumon” (read as phenprocoumon)"]),
        ("Sintron", ["“Sintron” (read as Sintrom, acenocoumarol)"]),
        ("lovanox", ["“lovanox” (read as Lovenox, enoxaparin)"]),
        ("asprin", ["“asprin” (read as aspirin)"]),
        ("clopidogrell", ["“clopidogrell” (read as clopidogrel)"]),
    ],
)
def test_what_is_found_is_named_as_what_it_was_read_as(medicines: str, found: list[str]) -> None:
    assert named(medicines) == found


@pytest.mark.parametrize(
    "medicines",
    [
        "", "warm water", "a wafer", "warfare", "Arcoxia", "Celexa", "Celebrex", "Xalatan",
        "naproxen, amlodipine", "Aspirinol", "heparinoid cream", "Orfadin", "Marvelon", "Lexapro",
        "e-liquid", "bloody nose in May", "blood pressure tablets", "Zofran", "Waren", "Plavex",
        "losartan lisinopril bisoprolol ramipril atorvastatin simvastatin omeprazole lansoprazole",
        "paracetamol ibuprofen diclofenac codeine tramadol gabapentin pregabalin amitriptyline",
        "sertraline citalopram fluoxetine metformin gliclazide levothyroxine prednisolone folic",
        "salbutamol Ventolin Fostair furosemide spironolactone doxazosin tamsulosin finasteride",
        "Viagra Cialis Januvia Ozempic methotrexate adalimumab alendronic vitamin D fish oil",
        "Fragrance allergy", "sintering", "innocent", "pradofloxacin", "Lixisenatide", "Clarityn",
    ],
)  # fmt: skip
def test_what_is_another_medicine_or_no_medicine_is_left_alone(medicines: str) -> None:
    assert named(medicines) == []


@pytest.mark.parametrize(
    ("one", "other", "is_near"),
    [
        ("warfarin", "warfarin", False), ("warfarin", "warfari", True),
        ("warfarin", "xwarfarin", True),
        ("warfarin", "warfairn", True), ("warfarin", "wrafarni", False), ("ab", "ba", True),
        ("warfarin", "warffari", False), ("warfarin", "warferen", False), ("", "a", True),
    ],
)  # fmt: skip
def test_one_slip_is_one_letter(one: str, other: str, is_near: bool) -> None:
    assert is_one_slip(one, other) is is_near
    assert is_one_slip(other, one) is is_near


def test_a_short_name_is_found_only_as_it_is() -> None:
    short = [n for names in NAMES.values() for n in names if len(n) < NEAR_FROM]
    assert short
    for name in short:
        assert named(name[:-1] + "zz") == named("z" + name) == []
