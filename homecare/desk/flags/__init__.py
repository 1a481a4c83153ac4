"""What needs a decision, and the decision."""
