"""A PDF as its readers see it: the words in it, its pages, and what a checker says of it."""

import subprocess
from pathlib import Path
from tempfile import NamedTemporaryFile

from pdfua import validate

# pdfua 0.1.3 stumbles over headings of several pieces, which pikepdf 10 answers as an array. All
# that this rule asks is whether a heading is empty.
STUMBLES = "UA-14-001: rule raised ValueError"


def words_of(pdf: bytes, *options: str) -> str:
    """The text of a PDF, as somebody would select it."""
    return subprocess.run(["pdftotext", *options, "-", "-"], input=pdf, capture_output=True,
                          check=True).stdout.decode()  # fmt: skip


def facts_of(pdf: bytes) -> dict[str, str]:
    """What pdfinfo says: Title, Tagged, Pages, …"""
    with NamedTemporaryFile(suffix=".pdf") as file:
        Path(file.name).write_bytes(pdf)
        said = subprocess.run(["pdfinfo", file.name], capture_output=True, check=True).stdout
    lines = said.decode().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def faults_of(pdf: bytes) -> list[str]:
    """What breaks PDF/UA-1, as far as a machine can tell; a rule that could not look counts."""
    with NamedTemporaryFile(suffix=".pdf") as file:
        Path(file.name).write_bytes(pdf)
        report = validate(file.name)
    found = [
        f"{outcome.rule_id}: {said}"
        for outcome in report.outcomes
        for said in [outcome.skipped_reason, *(f.message for f in outcome.findings)]
        if said
    ]
    return [one for one in found if not one.startswith(STUMBLES)]
