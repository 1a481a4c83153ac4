"""The weekly look: what the week said, whether it stalls, what is grave."""
