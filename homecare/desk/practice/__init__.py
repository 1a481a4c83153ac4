"""The practice itself: its people, what it says, its undelivered mail, its first visit."""
