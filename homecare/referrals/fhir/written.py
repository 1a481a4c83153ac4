"""FHIR as text: numbers with the decimals they have, no empty parts, no character it forbids."""

import json
import re
from base64 import b64encode
from decimal import Decimal
from typing import Any

from homecare.typesetting.characters import legible

# XML knows none of these, and a narrative is XML.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# R4's pattern of a string takes no space but these four; R5 mended that.
_ODD_SPACE = re.compile(r"[^\S \r\n\t]")
PLACE = '"data":""'
"""Where the page stands in a document as it is kept. Nothing else in it is empty."""


def fhir_json(resource: Any) -> str:
    """The text of a resource. Python's own encoder knows no Decimal, and 7.50 must stay 7.50."""
    if isinstance(resource, dict):
        parts = ((name, fhir_json(value)) for name, value in resource.items() if not _empty(value))
        return f"{{{','.join(f'{json.dumps(name)}:{said}' for name, said in parts)}}}"
    if isinstance(resource, list | tuple):
        return f"[{','.join(fhir_json(one) for one in resource if not _empty(one))}]"
    if isinstance(resource, Decimal):
        return f"{resource:f}"
    if isinstance(resource, str):
        return json.dumps(clean(resource), ensure_ascii=False)
    return json.dumps(resource)


def _empty(value: Any) -> bool:
    if isinstance(value, dict):
        return all(map(_empty, value.values()))
    if isinstance(value, list | tuple):
        return all(map(_empty, value))
    return value is None or (isinstance(value, str) and not clean(value) and value is not HOLE)


class _Hole(str):
    """An empty text that is meant."""

    __slots__ = ()


HOLE = _Hole()


def clean(text: str) -> str:
    """A text as FHIR takes it: without what is not seen, and without space around it."""
    return _ODD_SPACE.sub(" ", _NO_XML.sub("", legible(text))).strip()


def with_page(kept: str, page: bytes) -> bytes:
    """A document with its page in it."""
    before, place, after = kept.partition(PLACE)
    if not place or PLACE in after:
        raise ValueError("a document has one place for its page")
    return f'{before}"data":"{b64encode(page).decode()}"{after}'.encode()
