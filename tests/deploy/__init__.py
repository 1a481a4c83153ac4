"""The files that homecare is put on a server with."""
