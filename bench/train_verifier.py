"""Trains index/verifier.onnx: the bundled model's first layers, taught whether a text answers a question.

    python -m bench.train_verifier PAIRS.jsonl [--rounds 1.2]

Each line of PAIRS.jsonl is {"question": …, "text": …, "answers": true or false}; in every twentieth group
of lines with the same question the model is tried, not taught. The file in the repository was taught with
some 104,000 pairs: 23,000 questions of SQuAD's training articles (Rajpurkar et al., 2016 and 2018) and
SelQA (Jurczyk et al., 2016) and of 94 on news (TREC QA), each with the sentence that answers it, alone or
with its neighbours, and with one to three others of the same article, the nearest by the encoder; 10,000
questions of SQuAD with only the answering sentence and its nearest ones; and 7,900 that its article doesn't
answer (as SQuAD2-CR, Lee et al., 2020, has them), each with the sentence nearest to it. None of them is about
the articles or the questions that anything is measured on.
"""

import argparse
import json
import random
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch.nn import functional
from transformers import AutoTokenizer, BertModel, PreTrainedTokenizerBase

from bench.calibrate import value
from index.export import quiet_exporter
from index.measures import auroc
from index.model_files import BUNDLED, find_model
from index.torch_engine import quieten_libraries
from index.verifier import LONGEST, MODEL

LAYERS = 4
"""Of six: with these it costs about as much as encoding twice a question's length again."""
BATCH = 48
LEARNING_RATE = 1.5e-4
HEAD_LEARNING_RATE = 1e-3
WARM_UP = 0.05
TRIED = 20

Pair = tuple[str, str, bool]


class Judge(torch.nn.Module):
    """(batch, tokens) → (batch,) logits that the second text answers the first."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        quieten_libraries()
        self.bert = BertModel.from_pretrained(str(folder), add_pooling_layer=False)
        self.bert.encoder.layer = self.bert.encoder.layer[:LAYERS]
        self.head = torch.nn.Linear(self.bert.config.hidden_size, 1)
        torch.nn.init.zeros_(self.head.weight)
        for parameter in self.bert.embeddings.parameters():
            parameter.requires_grad = False  # so that only the layers need keeping

    def forward(self, *, attention_mask: Any = None, **inputs: Any) -> torch.Tensor:
        """Read a batch of pairs."""
        states = self.bert(attention_mask=attention_mask, **inputs).last_hidden_state
        return cast(torch.Tensor, self.head(states[:, 0].float())[:, 0])


def main() -> None:
    """Train, tell how well pairs are told apart that weren't taught, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--rounds", type=float, default=1.2, help="how often each pair is taught")
    chosen = parser.parse_args()
    files = find_model(BUNDLED)
    if files is None:
        raise SystemExit(f"{BUNDLED} isn't installed: pip install -e .")
    taught, tried = split(read_pairs(chosen.pairs))
    torch.manual_seed(0)
    judge, tokenizer = Judge(files.folder), AutoTokenizer.from_pretrained(str(files.folder))
    train(judge, tokenizer, taught, round(chosen.rounds * len(taught) / BATCH))
    scores = [float(score(judge.eval(), tokenizer, [pair])[0]) for pair in tried]
    told = value(auroc(scores, [answers for *_, answers in tried]), len(tried))
    print(f"AUROC on {len(tried)} pairs that weren't taught: {told:.3f}")
    write(judge, MODEL)
    print(f"wrote {MODEL}, {MODEL.stat().st_size:,} bytes")


def read_pairs(path: Path) -> list[Pair]:
    """Read the file."""
    records = map(json.loads, path.read_text("utf-8").splitlines())
    return [(record["question"], record["text"], bool(record["answers"])) for record in records]


def split(pairs: list[Pair]) -> tuple[list[Pair], list[Pair]]:
    """Return the pairs to teach and those to try; a question's pairs stay together."""
    sides: tuple[list[Pair], list[Pair]] = ([], [])
    for pair in pairs:
        sides[zlib.crc32(pair[0].encode()) % TRIED == 0].append(pair)
    return sides


def train(judge: Judge, tokenizer: PreTrainedTokenizerBase, pairs: list[Pair], steps: int) -> None:
    """Teach by binary cross-entropy; the learning rate rises, then falls to nothing at the end."""
    layers = [parameter for parameter in judge.bert.parameters() if parameter.requires_grad]
    rates = (LEARNING_RATE, HEAD_LEARNING_RATE)
    optimizer = torch.optim.AdamW(
        [{"params": layers, "lr": rates[0]}, {"params": judge.head.parameters(), "lr": rates[1]}],
        weight_decay=0.01,
    )
    losses = []
    for step, batch in enumerate(islice(batches(pairs), steps)):
        passed = (step + 1) / steps
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * min(1.0, passed / WARM_UP) * (1 - passed + 1 / steps)
        right = torch.tensor([float(answers) for *_, answers in batch])
        loss = functional.binary_cross_entropy_with_logits(score(judge, tokenizer, batch), right)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(layers, 1.0)
        optimizer.step()
        losses.append(loss.item())
        if step % 100 == 99:
            print(f"{passed:4.0%} {step * BATCH:>7,} pairs, loss {np.mean(losses[-100:]):.3f}", flush=True)


def batches(pairs: list[Pair]) -> Iterator[list[Pair]]:
    """Return batches of pairs of about equal length, in random order, again and again."""
    shuffled = random.Random(0)
    while True:
        order = shuffled.sample(pairs, len(pairs))
        for start in range(0, len(order), BATCH * 40):
            chunk = sorted(order[start : start + BATCH * 40], key=lambda pair: len(pair[0]) + len(pair[1]))
            cut = [chunk[at : at + BATCH] for at in range(0, len(chunk), BATCH)]
            yield from shuffled.sample(cut, len(cut))


def score(judge: Judge, tokenizer: PreTrainedTokenizerBase, pairs: list[Pair]) -> torch.Tensor:
    """Return the logits of a batch; bfloat16 where the processor has it is a third quicker."""
    questions, texts, _ = zip(*pairs, strict=True)
    inputs = tokenizer(
        list(questions),
        list(texts),
        truncation="only_second",
        max_length=LONGEST,
        padding=True,
        return_tensors="pt",
    )
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=judge.training):
        return cast(torch.Tensor, judge(**inputs))


def write(judge: Judge, path: Path) -> None:
    """Write the layers in eight bits. The graph takes word vectors, which the bundled model has."""
    places = judge.bert.embeddings.position_embeddings
    places.weight = torch.nn.Parameter(places.weight[:LONGEST].clone())

    class OnVectors(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.judge = judge

        def forward(self, words: torch.Tensor, parts: torch.Tensor) -> Any:
            return self.judge(inputs_embeds=words, token_type_ids=parts)

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
