"""Reasons in words: the owner's, each with the article of the UK GDPR that allows it."""

from homecare.erasure.models import ASKED, CARE, CLAIM, LAW, OTHER, OVER

EARLY = "early"
"""How a form names the reason that is the owner's own."""
DELETE_BECAUSE = {
    ASKED: "Delete it: the client asked, and no reason below holds",
    OVER: "Delete it: the time for keeping it is over",
    EARLY: "Delete it before its time, for a reason that you write down",
}
KEEP_BECAUSE = {
    LAW: "Keep it: a law or a rule of my profession says how long (Art. 17(3)(b))",
    CARE: "Keep it: it is needed for health care under professional secrecy (Art. 17(3)(c))",
    CLAIM: "Keep it: it may be needed for a legal claim, or to answer one (Art. 17(3)(e))",
}
IN_SHORT = {
    ASKED: "the client asked",
    OVER: "the time for keeping it was over",
    OTHER: "before its time",
    LAW: "a law or a rule of the profession",
    CARE: "needed for health care",
    CLAIM: "a legal claim",
}
