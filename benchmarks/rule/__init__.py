"""What the clinical rule costs, beside the first release's: version 2 of it."""
