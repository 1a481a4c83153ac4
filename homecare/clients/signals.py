"""What features further down may listen to. Receivers write in the sender's transaction."""

from blinker import Signal

# Sent with the Away; keywords: act (Act), episode (Episode). Nothing is due on these days.
away_recorded = Signal()

# Sent with the Episode that was closed; keyword: act (Act).
episode_closed = Signal()

# Sent with the Episode that is open again; keywords: act (Act), closed_at (when it was closed).
discharge_undone = Signal()

# Sent with the Client; keywords: act (Act), episode (Episode), changed (names of fields).
complaint_amended = Signal()

# Sent with the Episode, once its intake is on another day; keyword: act (Act).
intake_day_corrected = Signal()

# Sent with the Practice before its clients go by its new clock; keywords: act (Act), before (zone).
zone_follows = Signal()

# Sent with the Episode; keyword: act (Act). What counts its visits is other now.
visits_changed = Signal()
