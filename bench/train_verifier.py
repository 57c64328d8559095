"""Trains index/verifier.onnx: the bundled model, taught whether a text answers a question, and where.

    python -m bench.train_verifier PAIRS.jsonl [--rounds 1.8]

Each line of PAIRS.jsonl is {"question": …, "text": …, "answers": true or false}, where it answers with a
"span": [start, end], the characters of the answer, if that is known; in every thirtieth group of lines with
the same question the model is tried, not taught. `bench.verifier_pairs` makes such lines.

The file in the repository was taught in steps, each with the learning rate rising and falling anew:
1. some 79,000 pairs of a part of SQuAD's training set (Rajpurkar et al., 2016 and 2018, CC BY-SA 4.0; QNLI's
   pairs and 12,000 questions that their paragraph doesn't answer, as SQuAD2-CR lists them, Lee et al., 2020,
   among them), of SelQA's development and test sets (Jurczyk et al., 2016, Apache-2.0) and of QED's
   development set (Lamm et al., 2021, CC BY-SA 3.0), almost twice: questions with the sentence that answers
   and up to three of its neighbours; with the sentences of the paragraph that come nearest without answering;
   and, one pair in eleven, with the answer made vague («in 1997» left out, «several» for «28», «a man» for a
   name), beside as many in which something else is made vague and the answer stands;
2. at a third of the learning rate, 30,000 of them again beside 6,000 with texts on other subjects;
3. at half of it, 66,000 made anew of the same questions, with other neighbours and other vague words;
4. at half of it and then a third, 14,900 pairs of our own 7,988 questions on news (`bench.verifier_pairs
   --news`), as they were written, in three parts: each pair two to four times, beside 28,000 of the others.
No question that anything is measured on is among them, nor any article: the news is of the same outlet as
what we fit with and report on, and about other stories. Nine of SQuAD's are about texts that ClapNQ has too.
"""

import argparse
import json
import random
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, cast

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch.nn import functional
from transformers import AutoTokenizer, BatchEncoding, BertModel, PreTrainedTokenizerBase

from bench.calibrate import value as measured
from corpus.types import Span
from index.export import quiet_exporter
from index.measures import auroc
from index.model_files import BUNDLED, find_model
from index.torch_engine import quieten_libraries
from index.verifier import LONGEST, MODEL

BATCH = 48
LEARNING_RATE = 1.5e-4
HEAD_LEARNING_RATE = 1e-3
WARM_UP = 0.05
TRIED = 30
SPAN_WEIGHT = 0.5
"""Of the loss of telling where the answer stands, beside that of telling whether the text answers."""


class Pair(NamedTuple):
    """A question, a text, whether it answers, and the characters of the answer, if these are known."""

    question: str
    text: str
    answers: bool
    span: Span | None = None


class Judge(torch.nn.Module):
    """(batch, tokens) → (batch,) logits that the second text answers the first, and (batch, tokens, 2) logits
    that the answer begins and ends at a token.

    Only the first are kept: to learn where an answer is teaches what one is.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        quieten_libraries()
        self.bert = BertModel.from_pretrained(str(folder), add_pooling_layer=False)
        self.head = torch.nn.Linear(self.bert.config.hidden_size, 1)
        self.span = torch.nn.Linear(self.bert.config.hidden_size, 2)
        torch.nn.init.zeros_(self.head.weight)
        for parameter in self.bert.embeddings.parameters():
            parameter.requires_grad = False  # so that only the layers need keeping

    def forward(self, **inputs: Any) -> tuple[torch.Tensor, torch.Tensor]:
        """Read a batch of pairs."""
        states = self.bert(**inputs).last_hidden_state.float()
        return self.head(states[:, 0])[:, 0], self.span(states)


def main() -> None:
    """Train, tell how well pairs are told apart that weren't taught, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--rounds", type=float, default=1.8, help="how often each pair is taught")
    chosen = parser.parse_args()
    files = find_model(BUNDLED)
    if files is None:
        raise SystemExit(f"{BUNDLED} isn't installed: pip install -e .")
    taught, tried = split(read_pairs(chosen.pairs))
    torch.manual_seed(0)
    judge, tokenizer = Judge(files.folder), AutoTokenizer.from_pretrained(str(files.folder))
    train(judge, tokenizer, taught, round(chosen.rounds * len(taught) / BATCH))
    scores = [float(read(judge.eval(), tokenizer, [pair])[0]) for pair in tried]
    told = measured(auroc(scores, [pair.answers for pair in tried]), len(tried))
    print(f"AUROC on {len(tried)} pairs that weren't taught: {told:.3f}")
    write(judge, MODEL)
    print(f"wrote {MODEL}, {MODEL.stat().st_size:,} bytes")


def read_pairs(path: Path) -> list[Pair]:
    """Read the file."""
    records = map(json.loads, path.read_text("utf-8").splitlines())
    return [
        Pair(record["question"], record["text"], bool(record["answers"]), record.get("span"))
        for record in records
    ]


def split(pairs: list[Pair]) -> tuple[list[Pair], list[Pair]]:
    """Return the pairs to teach and those to try; a question's pairs stay together."""
    sides: tuple[list[Pair], list[Pair]] = ([], [])
    for pair in pairs:
        sides[zlib.crc32(pair.question.encode()) % TRIED == 0].append(pair)
    return sides


def train(judge: Judge, tokenizer: PreTrainedTokenizerBase, pairs: list[Pair], steps: int) -> None:
    """Teach by cross-entropy; the learning rate rises, then falls to nothing at the end."""
    layers = [parameter for parameter in judge.bert.parameters() if parameter.requires_grad]
    heads = [*judge.head.parameters(), *judge.span.parameters()]
    rates = (LEARNING_RATE, HEAD_LEARNING_RATE)
    optimizer = torch.optim.AdamW([{"params": layers}, {"params": heads}], weight_decay=0.01)
    losses = []
    for step, batch in enumerate(islice(batches(pairs), steps)):
        passed = (step + 1) / steps
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * min(1.0, passed / WARM_UP) * (1 - passed + 1 / steps)
        loss = loss_of(judge, tokenizer, batch)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(layers, 1.0)
        optimizer.step()
        losses.append(loss.item())
        if step % 100 == 99:
            print(f"{passed:4.0%} {step * BATCH:>7,} pairs, loss {np.mean(losses[-100:]):.3f}", flush=True)


def loss_of(judge: Judge, tokenizer: PreTrainedTokenizerBase, batch: list[Pair]) -> torch.Tensor:
    """Return the loss of telling whether each text answers and, where that is known, between which tokens."""
    inputs = tokenized(tokenizer, batch)
    # a third quicker where the processor has bfloat16
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits, spans = judge(**inputs)
    right = torch.tensor([float(pair.answers) for pair in batch])
    loss = functional.binary_cross_entropy_with_logits(logits, right)
    places = [answer_tokens(inputs, row, pair) for row, pair in enumerate(batch)]
    known = [row for row, place in enumerate(places) if place is not None]
    if known:
        readable = (inputs["token_type_ids"] == 1) & (inputs["attention_mask"] == 1)
        readable[:, 0] = True  # the first token stands for «nowhere»
        spans = spans.masked_fill(~readable[:, :, None], -1e4)[known].transpose(1, 2)
        wanted = torch.tensor([place for place in places if place is not None])
        loss = loss + SPAN_WEIGHT * functional.cross_entropy(spans.flatten(0, 1), wanted.flatten())
    return loss


def answer_tokens(inputs: BatchEncoding, row: int, pair: Pair) -> tuple[int, int] | None:
    """Return the answer's first and last token, (0, 0) if there is none, None if it isn't known."""
    if not pair.answers:
        return 0, 0
    if pair.span is None:
        return None
    first, last = (inputs.char_to_token(row, place, 1) for place in (pair.span[0], pair.span[1] - 1))
    return None if first is None or last is None else (first, last)


def batches(pairs: list[Pair]) -> Iterator[list[Pair]]:
    """Return batches of pairs of about equal length, in random order, again and again."""
    shuffled = random.Random(0)
    while True:
        order = shuffled.sample(pairs, len(pairs))
        for start in range(0, len(order), BATCH * 40):
            chunk = sorted(
                order[start : start + BATCH * 40], key=lambda pair: len(pair.question) + len(pair.text)
            )
            cut = [chunk[at : at + BATCH] for at in range(0, len(chunk), BATCH)]
            yield from shuffled.sample(cut, len(cut))


def tokenized(tokenizer: PreTrainedTokenizerBase, pairs: list[Pair]) -> BatchEncoding:
    """Return the tokens of question and text, cut to LONGEST."""
    return tokenizer(
        [pair.question for pair in pairs],
        [pair.text for pair in pairs],
        truncation="only_second",
        max_length=LONGEST,
        padding=True,
        return_tensors="pt",
    )


def read(judge: Judge, tokenizer: PreTrainedTokenizerBase, pairs: list[Pair]) -> torch.Tensor:
    """Return the logits that the texts answer."""
    with torch.inference_mode():
        return cast(torch.Tensor, judge(**tokenized(tokenizer, pairs))[0])


def read_by(layer: Any, states: torch.Tensor, context: torch.Tensor) -> torch.Tensor:
    """Return what a layer makes of some tokens' states among those of all: (1, tokens, width)."""
    attention = layer.attention.self
    heads = (1, -1, attention.num_attention_heads, attention.attention_head_size)
    query, key, value = (
        part(given).view(heads).transpose(1, 2)
        for part, given in ((attention.query, states), (attention.key, context), (attention.value, context))
    )
    seen = functional.scaled_dot_product_attention(query, key, value).transpose(1, 2).flatten(2)
    attended = layer.attention.output(seen, states)
    return cast(torch.Tensor, layer.output(layer.intermediate(attended), attended))


def write(judge: Judge, path: Path) -> None:
    """Write the layers in eight bits. The graph takes word vectors, which the bundled model has.

    Only the first token is judged by, so what the last layer makes of the others is left out: an eighth of
    the time.
    """
    places = judge.bert.embeddings.position_embeddings
    places.weight = torch.nn.Parameter(places.weight[:LONGEST].clone())

    class OnVectors(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.judge = judge

        def forward(self, words: torch.Tensor, parts: torch.Tensor) -> Any:
            bert = self.judge.bert
            states = bert.embeddings(inputs_embeds=words, token_type_ids=parts)
            *lower, last = bert.encoder.layer
            for layer in lower:
                states = read_by(layer, states, states)
            return self.judge.head(read_by(last, states[:, :1], states)[:, 0])[:, 0]

    words = torch.zeros(1, 20, judge.bert.config.hidden_size)
    with TemporaryDirectory() as folder, quiet_exporter(), torch.inference_mode():
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            OnVectors().eval(),
            (words, torch.zeros(1, 20, dtype=torch.int64)),
            str(whole),
            input_names=["words", "parts"],
            output_names=["logit"],
            dynamic_axes={"words": {1: "tokens"}, "parts": {1: "tokens"}},
            opset_version=17,
            dynamo=False,
        )
        # Seven bits of eight: processors without VNNI add two products in sixteen bits, which would overflow.
        quantize_dynamic(whole, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)


if __name__ == "__main__":
    main()
