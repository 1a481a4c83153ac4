"""What is taken along: a client's own diary, a whole record, the caseload as a table."""
