"""What every timed thing stands on: civil periods, runs claimed once, mail sent once."""
