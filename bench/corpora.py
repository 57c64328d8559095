"""Articles with questions about them, stored and indexed in a temporary folder for a measurement."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.passages import windows
from corpus.readers import read_json_lines
from corpus.sentences import sentence_spans
from corpus.store import Store
from corpus.types import Draft
from index.encoder import TextEncoder, open_encoder
from index.indexes import Indexes
from index.known_answers import Question, read_questions
from index.sync import sync

ROOT = Path(__file__).parents[1]
EVALUATION_DATA = ROOT.parent / "shared" / "data"
"""Public sets, where an engineer has them beside the project; the evaluations that use them say so."""
BBC_NEWS = ROOT / "data" / "bbc"
"""BBC News of 2004 and 2005 (Greene and Cunningham, ICML 2006), where an engineer has unpacked it there:
folders business, entertainment, politics, sport and tech, an article a text file, its title first."""
MODELS = ROOT / "data" / "models"
QUESTIONS = ROOT / "bench" / "questions"
FETCHED = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Collection:
    """A named set of articles and of questions about them."""

    name: str
    drafts: tuple[Draft, ...]
    questions: tuple[Question, ...]


def sample(questions: str = "sample") -> Collection:
    """The bundled articles, with the bundled questions, or with `fit`: others, for fitting."""
    text = (files("corpus") / "sample" / "articles.jsonl").read_text("utf-8")
    drafts = {read.url: read for read in read_json_lines(text.splitlines()) if isinstance(read, Draft)}
    if questions == "sample":
        asked = (files("corpus") / "sample" / "questions.jsonl").read_text("utf-8")
    else:
        asked = (QUESTIONS / f"{questions}.jsonl").read_text("utf-8")
    return Collection(
        f"sample/{questions}", tuple(drafts.values()), tuple(read_questions(asked.splitlines()))
    )


def bbc(questions: str = "fit", folder: Path = BBC_NEWS) -> Collection:
    """The BBC's articles that our questions name and every fourth of the others, with those to fit or report.

    The articles come without dates; bench/questions/bbc-dates.tsv spreads them over six years. With
    `teach`: other articles, those that the questions name which are for teaching the verifier.
    """
    names = ("teach",) if questions == "teach" else ("fit", "report")
    asked = {
        name: tuple(read_questions((QUESTIONS / f"bbc-{name}.jsonl").read_text("utf-8").splitlines()))
        for name in names
    }
    named = {url for each in asked.values() for question in each for url in question.urls}
    lines = (QUESTIONS / "bbc-dates.tsv").read_text("utf-8").splitlines()
    dates = dict(line.split("\t") for line in lines)
    drafts = []
    for position, file in enumerate(sorted(folder.glob("*/*.txt"))):
        place = f"{file.parent.name}/{file.stem}"
        url = f"https://bbc.example/{place}"
        others = questions != "teach" and (position % 4 == 0 or place in dates)
        if url not in named and not others:
            continue
        title, *rest = (line.strip() for line in file.read_text("utf-8", errors="replace").splitlines())
        text = "\n\n".join(line for line in rest if line)
        published = datetime.fromisoformat(dates[place]).replace(tzinfo=UTC) if place in dates else None
        drafts.append(
            Draft(
                title=title,
                text=text,
                origin=url,
                url=url,
                source="BBC",
                language="en",
                published=published,
            )
        )
    return Collection(f"BBC/{questions}", tuple(drafts), asked[questions])


def at_hand(read: Callable[[], Collection]) -> bool:
    """Whether a public set's data are on this machine."""
    return (BBC_NEWS if read is bbc else EVALUATION_DATA).is_dir()


def clapnq(folder: Path = EVALUATION_DATA) -> Collection:
    """ClapNQ dev (IBM, Apache-2.0): questions, each with a passage of an encyclopedia."""
    drafts, questions = [], []
    for name in ("answerable", "unanswerable"):
        for line in (folder / "clapnq" / f"{name}.jsonl").read_text("utf-8").splitlines():
            record = json.loads(line)
            passage = record["passages"][0]
            url = f"https://clapnq.example/{record['id'].lstrip('-')}"
            text = " ".join(untokenised(sentence) for sentence in passage["sentences"])
            drafts.append(Draft(title=passage["title"], text=text, origin=url, url=url, language="en"))
            selected = {untokenised(s) for given in record["output"] for s in given["selected_sentences"]}
            known = name == "answerable"
            questions.append(
                Question(
                    text=record["input"],
                    answers=tuple(sorted(selected)) if known else (),
                    urls=(url,) if known else (),
                    answerable=known,
                    now=None,
                )
            )
    return Collection("ClapNQ", tuple(drafts), tuple(questions))


def squad(folder: Path = EVALUATION_DATA) -> Collection:
    """SQuAD 2.0 dev, a sample (CC BY-SA 4.0): questions on paragraphs of an encyclopedia."""
    drafts, questions = [], []
    for line in (folder / "squad2" / "paragraphs.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        url = f"https://squad.example/{record['id']}"
        title = record["title"] or "-"
        drafts.append(Draft(title=title, text=record["body"], origin=url, url=url, language="en"))
    for line in (folder / "squad2" / "questions.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        url = f"https://squad.example/{record['article_id']}"
        known = not record["is_impossible"]
        questions.append(
            Question(
                text=record["question"].strip(),
                answers=tuple(record["answers"]) if known else (),
                urls=(url,) if known else (),
                answerable=known,
                now=None,
            )
        )
    return Collection("SQuAD 2.0", tuple(drafts), tuple(questions))


def untokenised(text: str) -> str:
    """Undo the spaces that ClapNQ puts around marks: «word , word» → «word, word»."""
    for mark in (",", ".", ";", ":", "!", "?", "%", ")", "]", "’", "'", "n't"):
        text = text.replace(f" {mark}", mark)
    for mark in ("(", "[", "$", "£"):
        text = text.replace(f"{mark} ", mark)
    return text.replace("`` ", "“").replace(" ''", "”").strip()


@contextmanager
def indexed(drafts: Iterable[Draft], encoder: TextEncoder | None = None) -> Iterator[tuple[Store, Indexes]]:
    """Store and index the articles in a folder that is gone afterwards."""
    encoder = encoder or open_encoder("all-MiniLM-L6-v2", MODELS)
    with TemporaryDirectory() as folder, Store.open(Path(folder) / "citewire.db") as store:
        keep(store, drafts, encoder)
        indexes = Indexes.open(store, encoder, Path(folder) / "index")
        sync(store, indexes, batch=64)
        yield store, indexes


def keep(store: Store, drafts: Iterable[Draft], encoder: TextEncoder) -> None:
    """Store the articles with their passages."""
    for draft in drafts:
        spans = sentence_spans(draft.text, draft.language)
        passages = windows(draft.text, spans, encoder.count_tokens)
        store.put(draft, passages, identity=draft.origin, fetched=FETCHED)
