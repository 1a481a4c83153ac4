"""Letters from draft to issue, and the address book."""
