"""What features further down may listen to. Receivers write in the sender's transaction."""

from blinker import Signal

# Sent with the Invitation; keywords: session, person (Person), now (datetime).
# A client invited without an address gives one here, which their record may want to keep.
invitation_accepted = Signal()
