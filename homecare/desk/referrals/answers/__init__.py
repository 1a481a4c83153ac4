"""Answers to a letter on its page: what came, typed in, put right, and counted anew from."""
