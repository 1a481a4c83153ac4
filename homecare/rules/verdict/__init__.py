"""The verdict of a day: its state, its reasons with their arithmetic, and what is proposed."""
