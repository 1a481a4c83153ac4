"""What features further down may listen to. Receivers write in the sender's transaction."""

from blinker import Signal

# Sent with the ProgrammeVersion; keywords: act (Act), episode (Episode).
# From its first day on something else is due.
programme_assigned = Signal()
