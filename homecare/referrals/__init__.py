"""Referrals: the address book, the letter as it was issued."""
