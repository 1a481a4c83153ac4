"""Backups: the whole server in one file, and back from it into an empty place.

Taken from one moment of either database, row by row, so that either can be made from it again.
Everything in a file is checked before anything of the place it goes to is touched.
"""
