"""The pages before anybody's own: invitations, which record, and how a sign-in ends."""
