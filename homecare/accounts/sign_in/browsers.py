"""What a browser calls itself, in plain words: pure. Only a hint, for a list of one's own devices.

A name that is asked for first wins: Edge says that it is Chrome, and Chrome that it is Safari.
"""

BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"),
    ("FxiOS", "Firefox"), ("Firefox", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "an iPhone"), ("iPad", "an iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("CrOS", "a Chromebook"), ("Macintosh", "a Mac"), ("Linux", "Linux"),
)  # fmt: skip


def in_plain_words(agent: str) -> str:
    """Such as "Firefox on Windows"; empty where nothing is recognised."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    if browser and system:
        return f"{browser} on {system}"
    return browser or (f"A browser on {system}" if system else "")
