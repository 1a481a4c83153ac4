"""Factors beside a password: an app with codes, passkeys, recovery codes; and a lost device."""
