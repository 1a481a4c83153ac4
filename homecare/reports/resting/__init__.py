"""Mail that rests while a client is silent: when it does, the mail that says so, the way back."""
