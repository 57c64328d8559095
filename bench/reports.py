"""Synthetic news reports to measure with: sentences from patterns, no two reports alike."""

import random
from collections.abc import Iterator

from corpus.types import Draft

PLACES = (
    "Kesterby Vessel Corven Merrow Haldwick Northline Ansel Brackwater Elmore Tarn Osterby Quell Ridgeley"
).split()
PEOPLE = (
    "Petra Lindqvist|Ida Holm|Per Olsen|Jonas Müller|Ana Reyes|Tom Brückner|Mei Lindén|Sara Köhler".split("|")
)
THINGS = "ferry line|oat mill|night train|harbour crane|water main|wind park|school roof|bus depot".split("|")
ROLES = "director|mayor|union leader|engineer|chief inspector|spokeswoman".split("|")
VERBS = "close|sell|repair|double|shelve|open|move|inspect|insure|rebuild".split("|")
CAUSES = (
    "a shortage of steel|the price of fuel|a late permit|two wet winters|a court's order|old pipes".split("|")
)
WORDS = (
    "amber basin cable drift ember fallow gravel hollow inlet jetty kiln ledger mantle nettle orchard "
    "rafter saddle timber upland valley willow yarrow anchor beacon canvas dyke engine furnace garden hedge "
    "island pillar quarry lantern meadow needle ochre paddle ribbon shovel thicket vessel wagon"
).split()
SENTENCES = (
    "{place} will {verb} its {thing} in {month}, {person}, the town's {role}, said on {day}.",
    "The plan costs {figure} million and follows {cause}, which had stopped work since {month}.",
    "“We counted every {word} and every {word2} before we decided,” {person} told them near the {word3}.",
    "About {figure} people work at the {thing}; {figure2} of them were told by letter on {day}.",
    "Neighbours in {place} had asked for a {word} beside the {word2}, and {figure} of them signed for it.",
    "The {word} committee meets again on {day} and wants to hear {person} on the {word2} and the {word3}.",
    "A report on {cause} counted {figure} faults between the {word} and the {word2} of the {thing}.",
    "{person} called the {word} plan too dear and proposed a {word2} for {figure} thousand instead.",
    "In {place} the {thing} carried {figure} loads of {word} last year, {figure2} more than the year before.",
    "Work on the {word} begins in {month}, once the {word2} has been moved behind the {word3}.",
)
MONTHS = "March April May June September October November".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday".split()


def report(chance: random.Random) -> Draft:
    """Return a report of four to nine paragraphs."""
    text = "\n\n".join(
        " ".join(_filled(pattern, chance) for pattern in chance.sample(SENTENCES, chance.randint(1, 3)))
        for _ in range(chance.randint(4, 9))
    )
    title = f"{chance.choice(PLACES)} to {chance.choice(VERBS)} {chance.choice(THINGS)}"
    return Draft(title=title, text=text, origin="bench", published=None)


def reports(count: int, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Yield pairs of reports of one series: the same patterns in the same order, filled anew."""
    for _ in range(count):
        patterns = chance.sample(SENTENCES, 6)
        one, following = (" ".join(_filled(pattern, chance) for pattern in patterns) for _ in range(2))
        yield one, following


def diverse_report(chance: random.Random) -> Draft:
    """Return a text of about 220 words, some frequent and most rare, of which no sentence is another's."""
    lines = (" ".join(_word(chance) for _ in range(chance.randint(12, 25))) for _ in range(12))
    text = "\n\n".join(line.capitalize() + "." for line in lines)
    return Draft(title=f"Report {chance.random()}", text=text, origin="bench")


def _word(chance: random.Random) -> str:
    """Return one of 20,000 words; the most frequent makes up some 1% of a text."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(int(20_000 * chance.random() ** 2)))


def _filled(pattern: str, chance: random.Random) -> str:
    word, word2, word3 = chance.sample(WORDS, 3)
    return pattern.format(
        place=chance.choice(PLACES), person=chance.choice(PEOPLE), thing=chance.choice(THINGS),
        role=chance.choice(ROLES), verb=chance.choice(VERBS), cause=chance.choice(CAUSES),
        month=chance.choice(MONTHS), day=chance.choice(DAYS), figure=chance.randint(2, 990),
        figure2=chance.randint(2, 99), word=word, word2=word2, word3=word3,
    )  # fmt: skip
