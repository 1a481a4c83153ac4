"""The clinical rule of homecare: pure functions over what a client reported.

Standard library only; no clock, no Flask, no database. `on` is always an argument, so a verdict
is the same on a server, in a test and in a replay. Nothing here diagnoses or predicts: it does
arithmetic on what the client wrote, shows the arithmetic, and a therapist decides.
"""
