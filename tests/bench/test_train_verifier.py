"""The verifier's training, on a few pairs and for a moment."""

import json

import torch
from transformers import AutoTokenizer

from bench.train_verifier import (
    Judge,
    Pair,
    answer_tokens,
    batches,
    read,
    read_pairs,
    split,
    tokenized,
    train,
    write,
)
from index.engines import open_session
from index.model_files import BUNDLED, find_model
from index.verifier import Verifier, bundled_verifier

PAIRS = [
    pair
    for number in range(24)
    for pair in (
        Pair(f"when does tram {number} open?", "The tram opens on 4 June.", True, (18, 24)),
        Pair(f"when does tram {number} open?", "The tram opens soon.", False),
    )
]


def test_what_is_taught_is_written_and_read_again_nearly_the_same(tmp_path):
    files = find_model(BUNDLED)
    judge, tokenizer = Judge(files.folder), AutoTokenizer.from_pretrained(str(files.folder))
    before = [parameter.clone() for parameter in judge.bert.encoder.parameters()]
    train(judge, tokenizer, PAIRS, steps=6)
    assert not all(map(torch.equal, before, judge.bert.encoder.parameters()))
    write(judge.eval(), tmp_path / "verifier.onnx")
    bundled = bundled_verifier()
    again = Verifier(open_session(tmp_path / "verifier.onnx"), bundled._tokenizer, bundled._vectors)
    for pair in PAIRS[:4]:
        exact = float(read(judge, tokenizer, [pair])[0])
        assert abs(again.logit(pair.question, pair.text) - exact) < 0.25


def test_a_questions_pairs_are_all_taught_or_all_tried(tmp_path):
    path = tmp_path / "pairs.jsonl"
    path.write_text("\n".join(json.dumps(pair._asdict()) for pair in PAIRS), "utf-8")
    taught, tried = split(read_pairs(path))
    assert sorted(pair[:3] for pair in taught + tried) == sorted(pair[:3] for pair in PAIRS)
    assert not {question for question, *_ in taught} & {question for question, *_ in tried}


def test_batches_hold_every_pair_once_a_round():
    taken = batches(PAIRS)
    assert sorted(pair[:3] for pair in next(taken)) == sorted(pair[:3] for pair in PAIRS)


def test_the_answer_is_found_among_the_tokens():
    tokenizer = AutoTokenizer.from_pretrained(str(find_model(BUNDLED).folder))
    unknown = Pair("when?", "On 4 June.", True)
    inputs = tokenized(tokenizer, [*PAIRS[:2], unknown])
    first, last = answer_tokens(inputs, 0, PAIRS[0])
    assert tokenizer.decode(inputs["input_ids"][0][first : last + 1]) == "4 june"
    assert answer_tokens(inputs, 1, PAIRS[1]) == (0, 0)
    assert answer_tokens(inputs, 2, unknown) is None


def test_an_answer_beyond_what_is_read_is_not_known():
    tokenizer = AutoTokenizer.from_pretrained(str(find_model(BUNDLED).folder))
    text = "Trams. " * 200 + "On 4 June."
    pair = Pair("when?", text, True, (text.index("4"), len(text) - 1))
    assert answer_tokens(tokenized(tokenizer, [pair]), 0, pair) is None
