"""What needs a therapist's decision: findings, the steps of a flag, decisions, and who is told."""
