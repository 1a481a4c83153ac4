"""People, practices and who belongs to which; sign-in, invitations, consent and the audit trail."""
