"""What goes wrong with a server, said before it does: no room, two at once."""
