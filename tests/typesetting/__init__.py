"""Pages on paper: every script, tagged, read back."""
