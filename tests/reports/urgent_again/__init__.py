"""Mails that tell again of urgent flags."""
