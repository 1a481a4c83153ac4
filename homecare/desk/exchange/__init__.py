"""What goes out of the practice as a file, and what comes in as one."""
