"""Days of which so much was told that they are not read whole for every report."""
