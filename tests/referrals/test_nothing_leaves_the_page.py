"""Whatever is typed, every word stands between the margins."""

import re
import subprocess

import pytest
from sqlalchemy.orm import Session

from homecare.clients.operations import amend_client
from homecare.referrals.page import letter_pdf
from tests.make.diary import Care
from tests.make.people import NOW, acting
from tests.referrals.letters import written

MARGIN, WIDTH = 45, 595.28  # points; the page's own margin is 16 mm
BOX = re.compile(r'<word xMin="([0-9.]+)" yMin="[0-9.]+" xMax="([0-9.]+)"')


def edges(pdf: bytes) -> tuple[float, float]:
    """How far left and right the words of a page reach."""
    read = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True,
                          check=True).stdout.decode()  # fmt: skip
    boxes = [(float(left), float(right)) for left, right in BOX.findall(read)]
    return min(left for left, _ in boxes), max(right for _, right in boxes)


@pytest.mark.parametrize("letter", ["x", "W", "é", "Ж", "م", "ש", "क", "漢", "가", "ก", "1", "-"])
def test_a_word_without_an_end_goes_on_in_the_next_line(
    session: Session, care: Care, letter: str
) -> None:
    act = acting(session, care.therapist, NOW)
    amend_client(act, care.client, name=letter * 60, medicines=letter * 29, gp=letter * 40)
    session.commit()
    page = letter_pdf(written(session, care, "gp", message=letter * 300, question=letter * 100))
    left, right = edges(page)
    assert left >= MARGIN
    assert right <= WIDTH - MARGIN + 1
