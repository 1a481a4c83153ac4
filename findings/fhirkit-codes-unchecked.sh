#!/usr/bin/env bash
# fhirkit-rs 0.1.0 (import fhirkit) calls a FHIR R4 resource fine whose code is in no value set.
#
# The guess: a validator that is generated from the R4 specification, and that names an unknown
# element, a missing one and a malformed date, also knows the required bindings, which the
# specification gives as closed lists: the gender of a Patient, the status of an Observation.
# What happens: `validate` answers an empty list for "gender": "banana", and for a birthDate on the
# 30th of February, while it refuses 03/05/1980 and an element that does not exist. An empty list
# says that the shape is right, not that a receiver will take the resource.
# So: codes and days of the calendar are checked by lists of one's own, beside it.
# Needs python3 (3.11 or newer) with pip.
set -euo pipefail
VERSION=0.1.0
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --target "$here" \
  "fhirkit-rs==$VERSION"
export PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1
python3 - <<'PYTHON'
import sys
from importlib.metadata import version

import fhirkit

print(f"fhirkit-rs {version('fhirkit-rs')}, FHIR {fhirkit.FHIR_VERSION}")
status = {"resourceType": "Observation", "code": {"text": "Pain"}, "status": "banana"}
passes = {
    "a gender that is no code": {"resourceType": "Patient", "gender": "banana"},
    "a status that is no code": status,
    "the 30th of February": {"resourceType": "Patient", "birthDate": "1980-02-30"},
}
stops = {
    "an element that does not exist": {"resourceType": "Patient", "banana": 1},
    "a status that is missing": {key: status[key] for key in ("resourceType", "code")},
    "a date of another shape": {"resourceType": "Patient", "birthDate": "03/05/1980"},
}
found = {name: fhirkit.validate(each) for name, each in (passes | stops).items()}
for name, issues in found.items():
    print(f"{name}: {[str(issue) for issue in issues]}")
if any(found[name] for name in passes) or not all(found[name] for name in stops):
    sys.exit("CHANGED")
print("as found")
PYTHON
