"""What came of a letter: the receiver's answer, with a file where they add one."""
