"""The verifier's training, on a few pairs and for a moment."""

import json

import torch
from transformers import AutoTokenizer

from bench.train_verifier import Judge, batches, read_pairs, score, split, train, write
from index.engines import open_session
from index.model_files import BUNDLED, find_model
from index.verifier import Verifier, bundled_verifier

PAIRS = [
    (f"when does tram {number} open?", text, answers)
    for number in range(24)
    for text, answers in ((f"Tram {number} opens on 4 June.", True), (f"Tram {number} is red.", False))
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
        with torch.inference_mode():
            exact = float(score(judge, tokenizer, [pair])[0])
        assert abs(again.logit(pair[0], pair[1]) - exact) < 0.25


def test_a_questions_pairs_are_all_taught_or_all_tried(tmp_path):
    path = tmp_path / "pairs.jsonl"
    records = [{"question": question, "text": text, "answers": answers} for question, text, answers in PAIRS]
    path.write_text("\n".join(map(json.dumps, records)), "utf-8")
    taught, tried = split(read_pairs(path))
    assert sorted(taught + tried) == sorted(PAIRS)
    assert not {question for question, *_ in taught} & {question for question, *_ in tried}


def test_batches_hold_every_pair_once_a_round():
    taken = batches(PAIRS)
    assert sorted(next(taken)) == sorted(PAIRS)
