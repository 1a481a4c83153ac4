"""An issued letter for other programs: an HL7 FHIR R4 document that says what the page says."""
