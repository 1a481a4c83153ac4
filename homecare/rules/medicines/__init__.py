"""Medicines as somebody wrote them down, read for what speaks against manipulation."""
