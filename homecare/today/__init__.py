"""The client's pages: the front door on the phone."""
