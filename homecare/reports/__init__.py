"""Mails that come by themselves: weekly progress, digests, reminders and check-ins."""
