"""The mails about the audit trail."""
