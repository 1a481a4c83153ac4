"""What makes Today an app on the phone that works with no connection."""
