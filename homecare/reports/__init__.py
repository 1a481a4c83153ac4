"""Weekly progress emails, therapists' digests and reminders."""
