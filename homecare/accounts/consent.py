"""What a client is asked to agree to, in the words they are shown."""

CONSENT_WORDING = {
    "health_data": (
        "I agree that the practice keeps notes about my health here: what I tell my therapist, "
        "the exercises I am given and what I report. Only the practice and I can see them. "
        "I can ask for a copy, or ask the practice to remove them."
    ),
    "referral_letter": (
        "I agree that my therapist may send a letter about my symptoms and my progress to the "
        "person named in it. I can see the letter first, and I can change my mind until it is sent."
    ),
    "email": (
        "I agree to get one email a week that shows how my pain and my exercises went. "
        "I can stop it at any time."
    ),
}
