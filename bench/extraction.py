"""Extraction quality on pages that people marked: ours against plain trafilatura, in the same run.

    python -m bench.extraction [FOLDER] [--worst N]

FOLDER holds `ground-truth.json` and `html/ID.html.gz` as the article-extraction-benchmark (Zyte, MIT)
has them; without one it is looked for where the evaluation data lie, and skipped if absent. Printed is
the usual score: precision, recall and F1 over the multiset of 4-word shingles, averaged over pages; then
how often title and times are those that the page states, and every page that is taken for no article.
"""

import argparse
import gzip
import json
import logging
import re
import time
from collections import Counter
from pathlib import Path
from statistics import mean

from bench.corpora import EVALUATION_DATA
from bench.stated import is_moment, is_title, is_update, stated_by
from corpus.decoding import declared_charset, decoded
from corpus.errors import CorpusError
from corpus.extract import draft_from_html


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=EVALUATION_DATA / "extraction")
    parser.add_argument("--worst", type=int, default=0, help="name so many pages with the lowest F1")
    arguments = parser.parse_args()
    if not (arguments.folder / "ground-truth.json").is_file():
        print("skipped: no evaluation data")
        return
    logging.disable(logging.CRITICAL)
    truth = json.loads((arguments.folder / "ground-truth.json").read_text("utf-8"))
    results: dict[str, list[tuple[float, float, float, str]]] = {"citewire": [], "trafilatura": []}
    seconds = dict.fromkeys(results, 0.0)
    agreed: dict[str, list[bool]] = {"title": [], "published": [], "updated": []}
    for page, expected in sorted(truth.items()):
        data = gzip.decompress((arguments.folder / "html" / f"{page}.html.gz").read_bytes())
        html = decoded(data, page, declared=declared_charset(data))
        for name, extract in (("citewire", ours), ("trafilatura", plain)):
            start = time.perf_counter()
            text = extract(html, expected["url"])
            seconds[name] += time.perf_counter() - start
            results[name].append((*scores(expected["articleBody"], text), page))
        agree(html, expected["url"], agreed)
    for name, rows in results.items():
        precision, recall, f1 = (mean(column) for column in list(zip(*rows, strict=True))[:3])
        print(
            f"{name:12} precision {precision:.4f}  recall {recall:.4f}  F1 {f1:.4f}  "
            f"{1000 * seconds[name] / len(rows):.0f} ms a page  ({len(rows)} pages)"
        )
    for name, right in agreed.items():
        print(f"{name:12} as the page states it: {sum(right)} of {len(right)} ({mean(right):.1%})")
    for _, _, f1, page in sorted(results["citewire"], key=lambda row: row[2])[: arguments.worst]:
        print(f"{f1:.3f} {page} {truth[page]['url']}")


def agree(html: str, url: str, agreed: dict[str, list[bool]]) -> None:
    """Note whether title and times are those that the page states; what it doesn't state isn't counted."""
    stated = stated_by(html)
    try:
        draft = draft_from_html(html, origin=url, url=url)
    except CorpusError as error:
        print(f"refused {url}: {error}")
        return
    agreed["title"].append(is_title(draft.title, stated))
    if stated.published:
        agreed["published"].append(is_moment(draft.published, stated.published[:1]))
    if stated.updated:
        agreed["updated"].append(is_update(draft.updated, draft.published, stated.updated))


def ours(html: str, url: str) -> str:
    try:
        return draft_from_html(html, origin=url, url=url).text
    except CorpusError:
        return ""


def plain(html: str, url: str) -> str:
    from trafilatura import extract

    return extract(html, url=url, include_comments=False) or ""


def scores(expected: str, found: str) -> tuple[float, float, float]:
    """Return precision, recall and F1 over 4-word shingles; an empty text on both sides is right."""
    wanted, got = shingles(expected), shingles(found)
    common = sum((wanted & got).values())
    if not wanted and not got:
        return 1.0, 1.0, 1.0
    precision = common / got.total() if got else 0.0
    recall = common / wanted.total() if wanted else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if common else 0.0


def shingles(text: str, n: int = 4) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + n]) for at in range(max(len(words) - n + 1, 1 if words else 0)))


if __name__ == "__main__":
    main()
