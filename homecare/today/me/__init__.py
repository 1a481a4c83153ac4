"""What is a client's own: settings, address, and the diary to take along."""
