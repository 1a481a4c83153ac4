"""An owner's month of the audit trail, with where it ends; and the mail where it does not hold."""
