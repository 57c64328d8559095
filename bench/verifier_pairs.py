"""Makes the verifier's training pairs, of questions in SQuAD's format and of our own on news.

    python -m bench.verifier_pairs train-v2.0.json > pairs.jsonl
    python -m bench.verifier_pairs --news >> pairs.jsonl

A question's pairs: a text of one to four sentences with its answer; one without, of the sentences that come
nearest; often the first with the answer made vague, and with another question's answer made vague while its
own stands, so that a vague word alone tells nothing. A question that its paragraph doesn't answer has
the sentences that come nearest. One pair in six is made again with a text of another article.

The questions on news (bench/questions/bbc-teach.jsonl, on articles that no other question of ours is about)
have the excerpts that Citewire finds for them, so that what is taught is what will be read.
"""

import json
import random
import re
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from bench.corpora import BBC_NEWS, FETCHED, Collection, at_hand, bbc, indexed
from bench.train_verifier import Pair
from corpus.sentences import sentence_spans
from corpus.types import Draft, Span
from index.answer import Answerer
from index.known_answers import holds_answer
from index.question import STOP_WORDS, WORD
from index.search import Searcher
from index.types import Query

TITLED = 0.85
"""The share of texts that begin with their article's title, as the excerpts do that the verifier reads."""
VAGUE = 0.5
BARE = 0.6
"""The share of questions without a question mark, as members type them."""
STRANGERS = 6
"""One in so many pairs is made again with the text of another article, the nearest of LOOKED_AT."""
LOOKED_AT = 120
LONGEST_TEXT = 430
FOUND = 2
"""Excerpts of those found for a question on news."""
MOST_SENTENCES = 4

TIME = re.compile(
    r"\b1\d\d\d\b|\b20\d\d\b|century|\b(?:january|february|march|april|june|july|august|september|october"
    r"|november|december|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)
NUMBER = re.compile(
    r"(?:[$£€]?\d[\d.,]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|hundreds|thousands)\b",
    re.IGNORECASE,
)
ASKED_NOUN = re.compile(
    r"\b(?:which|what) ([a-z]+) (?:is|are|was|were|did|does|do|has|had|can|will)\b", re.IGNORECASE
)
BEFORE_A_TIME = re.compile(
    r",? ?\b(?:in|on|since|during|from|until|by|around|before|after)(?: the)? $", re.IGNORECASE
)
PEOPLE = ("a man", "a woman", "someone", "one of them", "an official", "a friend")
PLACES = ("a city", "a town nearby", "another country", "a place", "abroad")
COUNTS = ("several", "some", "many", "a number of")
THINGS = ("something", "something else", "one of them")


def main() -> None:
    """Read files in SQuAD's format, or the questions on news, and print the pairs."""
    given = sys.argv[1:]
    if not given:
        raise SystemExit("Which files, in SQuAD's format? python -m bench.verifier_pairs train-v2.0.json")
    chance = random.Random(0)
    if given == ["--news"]:
        if not at_hand(bbc):
            raise SystemExit(
                f"The BBC's articles aren't in {BBC_NEWS}: unpack them there, as README.md says."
            )
        made = found(bbc("teach"), chance)
    else:
        made = iter(of_files(given, chance))
    for pair in made:
        print(json.dumps(pair._asdict(), ensure_ascii=False))


def of_files(paths: Sequence[str], chance: random.Random) -> list[Pair]:
    """Return the pairs of files in SQuAD's format."""
    made = [
        (article["title"], pair)
        for path in paths
        for article in json.loads(Path(path).read_text("utf-8"))["data"]
        for paragraph in article["paragraphs"]
        for pair in pairs(article["title"].replace("_", " "), paragraph, chance)
    ]
    return [*(pair for _, pair in made), *strangers(made, chance)]


def found(collection: Collection, chance: random.Random) -> Iterator[Pair]:
    """Return each question with the first excerpts that are found for it, and where none of them answers
    with sentences that do.

    An excerpt that doesn't say the answer, but a word of it, may say it otherwise, so it is left out.
    """
    articles = {draft.url: draft for draft in collection.drafts}
    with indexed(collection.drafts) as (store, indexes):
        searcher = Searcher(store, indexes)
        answerer = Answerer(store, searcher)
        for question in collection.questions:
            understood = searcher.understand(Query(text=question.text, now=FETCHED))
            ranked = answerer.ranked(understood, searcher.asked(understood))[:FOUND]
            told = [
                pair
                for one in ranked
                if one.article.url in question.urls
                and (pair := telling(understood.text, one.titled, question.answers))
            ]
            if question.answerable and not told:
                told = [*cut(understood.text, articles[question.urls[0]], question.answers, chance)]
            yield from told
            said = words(" ".join(question.answers)) - STOP_WORDS
            yield from (
                Pair(understood.text, one.titled, False)
                for one in ranked
                if not (said & words(one.titled) or holds_answer(one.titled, question.answers))
            )


def cut(question: str, draft: Draft, answers: Sequence[str], chance: random.Random) -> Iterator[Pair]:
    """Return the question with the first sentence that tells an answer, some around it, and the title."""
    sentences = sentence_spans(draft.text)
    holding = (span for span in sentences if telling(question, draft.text[slice(*span)], answers))
    for span in islice(holding, 1):
        start, end = around(span, sentences, sentences, chance)
        if pair := telling(question, f"{draft.title}. {draft.text[start:end]}", answers):
            yield pair


def telling(question: str, text: str, answers: Sequence[str]) -> Pair | None:
    """Return the pair if the text tells one of the answers, with its span where it tells it once."""
    for answer in answers:
        if holds_answer(text, [answer]):
            at = text.find(answer)
            return Pair(question, text, True, (at, at + len(answer)) if text.count(answer) == 1 else None)
    return None


def pairs(title: str, paragraph: dict[str, Any], chance: random.Random) -> Iterator[Pair]:
    """Return the pairs of a paragraph's questions."""
    context: str = paragraph["context"]
    sentences = sentence_spans(context)
    if not sentences:
        return
    answered = [(one["question"], span_of(one)) for one in paragraph["qas"] if one["answers"]]
    for one in paragraph["qas"]:
        question = as_typed(one["question"], chance)
        head = f"{title}. " if title and chance.random() < TITLED else ""
        if not one["answers"]:
            start, end = around(nearest(question, context, sentences), sentences, sentences, chance)
            yield Pair(question, head + context[start:end], False)
            continue
        answer = span_of(one)
        said = context[slice(*answer)].lower()
        holding = next((span for span in sentences if span[0] <= answer[0] < span[1]), None)
        if holding is None:
            continue
        start, end = around(holding, sentences, sentences, chance)
        end = max(end, answer[1])
        text, moved = head + context[start:end], len(head) - start
        own = (answer[0] + moved, answer[1] + moved)
        yield Pair(question, text, True, own)
        others = [span for span in sentences if said not in context[slice(*span)].lower() and span != holding]
        if others:
            start, end = around(nearest(question, context, others), others, sentences, chance)
            yield Pair(question, head + context[start:end], False)
        if text.lower().count(said) == 1 and chance.random() < VAGUE:
            yield Pair(question, made_vague(one["question"], text, own, chance)[0], False)
        for asked, span in answered:
            place = (span[0] + moved, span[1] + moved)
            apart = place[1] < own[0] or own[1] < place[0]
            if apart and len(head) <= place[0] and place[1] <= len(text) and chance.random() < VAGUE:
                vague, added = made_vague(asked, text, place, chance)
                shift = added if place[0] < own[0] else 0
                yield Pair(question, vague, True, (own[0] + shift, own[1] + shift))
                break


def strangers(made: Sequence[tuple[str, Pair]], chance: random.Random) -> Iterator[Pair]:
    """Return questions with texts of other articles that share words; `made` has titles and pairs."""
    for title, pair in chance.sample(made, len(made) // STRANGERS):
        looked_at = chance.sample(made, min(LOOKED_AT, len(made)))
        others = [other.text for about, other in looked_at if about != title]
        if others:
            asked = words(pair.question)
            yield Pair(pair.question, max(others, key=lambda text: len(asked & words(text))), False)


def span_of(question: dict[str, Any]) -> Span:
    """Return where in its paragraph a question's first answer stands."""
    answer = question["answers"][0]
    return answer["answer_start"], answer["answer_start"] + len(answer["text"])


def as_typed(question: str, chance: random.Random) -> str:
    """Return the question, mostly without its mark."""
    return question.strip().rstrip("? ") if chance.random() < BARE else question.strip()


def nearest(question: str, context: str, sentences: Sequence[Span]) -> Span:
    """Return the sentence that says most of the question's words; of equals the shorter."""
    asked = words(question)
    return max(sentences, key=lambda span: (len(asked & words(context[slice(*span)])), span[0] - span[1]))


def around(sentence: Span, allowed: Sequence[Span], every: Sequence[Span], chance: random.Random) -> Span:
    """Return a run of up to MOST_SENTENCES of the allowed sentences with the given one among them."""
    first = last = every.index(sentence)
    for _ in range(chance.randrange(MOST_SENTENCES)):
        grown = chance.choice([(first - 1, last), (first, last + 1)])
        if grown[0] < 0 or grown[1] == len(every):
            continue
        new = every[grown[0] if grown[0] < first else grown[1]]
        if new in allowed and every[grown[1]][1] - every[grown[0]][0] <= LONGEST_TEXT:
            first, last = grown
    return every[first][0], every[last][1]


def words(text: str) -> set[str]:
    """Return the words of a text."""
    return {match.group().casefold() for match in WORD.finditer(text)}


def made_vague(question: str, text: str, answer: Span, chance: random.Random) -> tuple[str, int]:
    """Return the text without what answers, a vague word in its place, and by how much it grew."""
    before, said, after = text[: answer[0]], text[slice(*answer)], text[answer[1] :]
    vague = vague_words(question, said, chance)
    if not vague:
        before = BEFORE_A_TIME.sub("", before)
    changed = before + vague + after
    return changed, len(changed) - len(text)


def vague_words(question: str, answer: str, chance: random.Random) -> str:
    """Return what could stand for the answer without telling it; for a time nothing."""
    asked = words(question)
    noun = ASKED_NOUN.search(question)
    if TIME.search(answer):
        return ""
    if number := NUMBER.match(answer):
        return chance.choice(COUNTS) + answer[number.end() :]
    if {"who", "whom", "whose"} & asked:
        return chance.choice(PEOPLE)
    if "where" in asked:
        return chance.choice(PLACES)
    if noun:
        return f"{'an' if noun[1][0] in 'aeiou' else 'a'} {noun[1]}"
    return chance.choice(THINGS)


if __name__ == "__main__":
    main()
