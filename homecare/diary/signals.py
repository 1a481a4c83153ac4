"""What features further down may listen to. Receivers write in the sender's transaction."""

from blinker import Signal

# Sent with the Episode once its days were counted again; keywords: act (Act), days (of dates),
# kinds (of reports; empty where it was not a report that changed them).
days_changed = Signal()
