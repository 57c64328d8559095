"""How well and how fast the same story is recognised.

    python -m bench.duplicates [--articles N] [--seed N]

Pairs are made from the bundled sample and from synthetic reports: copies as outlets run them (cut, edited,
under another headline, framed by a site's own lines, names spelled otherwise) and stories that are near and
yet of their own (another figure, the next report of a series, new facts over old background, a fuller story).
Printed are recall a kind, precision over all, and how many articles a second are checked against N stored.
"""

import argparse
import random
import re
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

from bench.reports import diverse_report, report, reports
from corpus.duplicates import fingerprint_of, repeated_by
from corpus.readers import read_file
from corpus.store import Store
from corpus.types import Draft

SAMPLE = Path(__file__).resolve().parents[1] / "corpus" / "sample" / "articles.jsonl"
SYNTHETIC = 400
"""Reports beside the sample's articles."""
WANTED_RECALL, WANTED_PRECISION, WANTED_RATE = 0.95, 0.98, 500
FRAMES = (
    "Share this story on Facebook", "Read more: what the harbour plans for the winter",
    "Sign up for our newsletter and get stories like this one every morning.",
    "© 2024 The Coast Courier. All rights reserved. Do not republish without permission.",
    "This story first appeared in our Friday edition.", "Follow us for more news from the region.",
    "More from our harbour desk stands on the front page of today's paper.",
)  # fmt: skip
SPELLINGS = {"ü": "ue", "ö": "oe", "ä": "ae", "é": "e", "í": "i", "ck": "k", "ey": "y", "ph": "f", "th": "t"}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts: `text` is read when `original` is stored."""

    kind: str
    original: str
    text: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--articles", type=int, default=5_000, help="stored and checked (default 5,000)")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    stories = [read.text for read in read_file(SAMPLE) if isinstance(read, Draft)]
    stories += [report(chance).text for _ in range(SYNTHETIC)]
    found = _table("copies", [pair for story in stories for pair in copies(story, chance)])
    taken = _table("others", list(others(stories, chance)))
    recall, precision = found[0] / found[1], found[0] / (found[0] + taken[0])
    print(
        f"recall {recall:.3f} (wanted {WANTED_RECALL})  precision {precision:.3f} (wanted {WANTED_PRECISION})"
    )
    rate = checked_a_second(arguments.articles, arguments.seed)
    print(
        f"{rate:,.0f} articles a second checked against up to {arguments.articles:,} stored: "
        f"{rate / WANTED_RATE:.1f} times the {WANTED_RATE} wanted"
    )


def _table(name: str, pairs: list[Pair]) -> tuple[int, int]:
    """Print how many pairs of each kind are taken for copies; return that of all, and of how many."""
    results: dict[str, list[bool]] = {}
    for pair in pairs:
        results.setdefault(pair.kind, []).append(is_taken(pair))
    for kind, taken in results.items():
        print(f"{name:7} {kind:22} {sum(taken):5} of {len(taken):5} taken for a copy ({mean(taken):.3f})")
    return sum(sum(taken) for taken in results.values()), len(pairs)


def is_taken(pair: Pair) -> bool:
    """Tell whether the text would be found among the stored and taken for a copy of the original."""
    one, other = fingerprint_of("One", pair.text), fingerprint_of("Another", pair.original)
    if one.text_digest == other.text_digest:
        return True
    return bool(set(one.bands) & set(other.bands)) and repeated_by(pair.text)(pair.original)


def copies(story: str, chance: random.Random) -> Iterator[Pair]:
    """Yield a story as other outlets run it."""
    lines = story.split("\n\n")
    yield Pair("another headline", story, story)
    if len(lines) > 3:
        yield Pair("cut", story, "\n\n".join(lines[: max(2, round(0.6 * len(lines)))]))
        first = lines[: max(1, -(-len(lines) // 3))]
        yield Pair("first third", story, "\n\n".join(first))
        yield Pair("first third, edited", story, edited("\n\n".join(first), 0.04, chance))
        yield Pair("first third, framed", story, "\n\n".join([FRAMES[0], *first, *FRAMES[2:4]]))
        middle = chance.randrange(1, len(lines) - 1)
        yield Pair("a paragraph left out", story, "\n\n".join(lines[:middle] + lines[middle + 1 :]))
    yield Pair("edited", story, edited(story, 0.05, chance))
    yield Pair("framed", story, "\n\n".join([*chance.sample(FRAMES, 2), *lines, *chance.sample(FRAMES, 3)]))
    yield Pair("another dateline", story, f"PORT MERROW, May {chance.randint(1, 28)} (Wire) - {story}")
    yield Pair("names spelled otherwise", story, respelled(story, chance))
    yield Pair(
        "edited and framed", story, "\n\n".join([FRAMES[0], edited(story, 0.04, chance), *FRAMES[2:4]])
    )


def others(stories: list[str], chance: random.Random) -> Iterator[Pair]:
    """Yield stories that are near others and yet of their own."""
    for story in stories:
        if (changed := with_another_figure(story, chance)) != story:
            yield Pair("one figure changed", story, changed)
        other = chance.choice([one for one in stories if one is not story])
        half = story.split("\n\n")[len(story.split("\n\n")) // 2 :]
        yield Pair("new facts, old ground", story, "\n\n".join([*other.split("\n\n")[:4], *half]))
        yield Pair("fuller", "\n\n".join(story.split("\n\n")[:1]), story)
        yield Pair("unrelated", story, other)
        yield Pair("same frame", f"{story}\n\n" + "\n\n".join(FRAMES), f"{other}\n\n" + "\n\n".join(FRAMES))
    for one, following in reports(SYNTHETIC, chance):
        yield Pair("next of a series", one, following)


def edited(story: str, share: float, chance: random.Random) -> str:
    """Return a story with a share of its small words changed or dropped."""
    words = story.split(" ")
    small = [at for at, word in enumerate(words) if word.isalpha() and word.islower()]
    for at in chance.sample(small, int(share * len(words))):
        words[at] = chance.choice(["quite", "then", "also", "now", ""])
    return " ".join(words)


def respelled(story: str, chance: random.Random) -> str:
    """Return a story with one of its names spelled as another language would, wherever it stands."""
    names = sorted(set(re.findall(r"(?<=[a-z,] )[A-ZÀ-Þ]\w{3,}", story)))
    for name in chance.sample(names, min(2, len(names))):
        other = name
        for old, new in SPELLINGS.items():
            other = other.replace(old, new)
        story = re.sub(rf"\b{name}\b", other if other != name else name + "a", story)
    return story


def with_another_figure(story: str, chance: random.Random) -> str:
    """Return a story with one of its numbers changed."""
    figures = list(re.finditer(r"\b\d[\d,.]*\d\b|\b\d\b", story))
    if not figures:
        return story
    figure = chance.choice(figures)
    number = str(int(re.sub(r"\D", "", figure[0])) + chance.randint(1, 9))
    return story[: figure.start()] + number + story[figure.end() :]


def checked_a_second(count: int, seed: int) -> float:
    """Return how many articles a second are looked up by text and by resemblance, and compared.

    Of a hundred, five are copies of one before, edited, and five are reports from patterns that all
    resemble each other. Storing them isn't counted.
    """
    chance = random.Random(seed)
    fetched = datetime(2024, 5, 1, tzinfo=UTC)
    seconds = 0.0
    last = diverse_report(chance)
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "bench.db") as store:
        for number in range(count):
            draft = diverse_report(chance)
            if number % 20 == 7:
                draft = replace(draft, text=edited(last.text, 0.05, chance))
            elif number % 20 == 13:
                draft = report(chance)
            start = time.perf_counter()
            marks = fingerprint_of(draft.title, draft.text)
            if not store.known.by_text(marks.text_digest):
                candidates = store.known.resembling(marks.bands)
                if candidates:
                    articles, repeats = store.articles_by_id(candidates), repeated_by(draft.text)
                    any(repeats(articles[one].text) for one in candidates)
            seconds += time.perf_counter() - start
            store.put(draft, [], identity=f"bench:{number}", fetched=fetched, fingerprint=marks)
            last = draft
    return count / seconds


if __name__ == "__main__":
    main()
