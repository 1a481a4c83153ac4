"""Several web servers, and several processes of one, that answer the same people."""
