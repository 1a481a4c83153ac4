"""What waits for workers: the kinds of pieces, where each waits, and how long a silent one is left
alone. Pure."""

from datetime import timedelta

QUEUES = ("urgent", "mail", "night", "reports")
NIGHT, PART, AUDIT, RECOUNT = "assess", "assess-part", "audit", "recount"
ROUND = "round"
"""The kind of what is done as often as it is due: its row goes when it ends."""
KINDS = (NIGHT, PART, AUDIT, RECOUNT, ROUND)
ONLY_WORKERS = (PART, ROUND)
"""What a clock that does all work itself has no use for."""
STALL_LIMIT = timedelta(minutes=2)
"""Who is at a piece shows so every twenty seconds; after so long without, it is begun anew."""
QUEUE_LOST = timedelta(minutes=1)
"""A piece that has waited for so long is looked for in the queue."""
MAIL_QUEUES = {"urgent-mail": "urgent", "send-mail": "mail"}


def queue_of(kind: str, subject: str) -> str:
    """Where a piece waits."""
    if kind in (NIGHT, PART, RECOUNT):
        return "night"
    return MAIL_QUEUES.get(subject, "reports") if kind == ROUND else "reports"


def lanes(queues: list[str]) -> list[list[str]]:
    """What one worker does side by side: urgent mail waits for nothing else."""
    urgent, others = [q for q in queues if q == QUEUES[0]], [q for q in queues if q != QUEUES[0]]
    return [lane for lane in (urgent, others) if lane]
