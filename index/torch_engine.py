"""Any model on sentence-transformers itself: slower to start, but it runs whatever the hub holds."""

import logging
import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.engines import Reading, WordTable, thread_count, unit
from index.errors import ModelError
from index.ports import Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

PASSAGE_PROMPTS = ("document", "passage", "corpus")
"""The names under which models keep the prompt of what is searched in; the library's own order."""


class TorchEngine:
    """A SentenceTransformer, whatever its modules are."""

    def __init__(self, model: "SentenceTransformer") -> None:
        self.model = model
        self.pooling = _plain_pooling(model)
        dimension = model.get_embedding_dimension()
        if not dimension:
            raise ModelError("the model does not say how long its vectors are: choose another one")
        self._dimension = int(dimension)

    @classmethod
    def load(cls, name_or_folder: str) -> "TorchEngine":
        """Load a model from a folder or, by name, from the hub; raise ModelError that says what to do."""
        quieten_libraries()
        import torch
        from sentence_transformers import SentenceTransformer

        torch.set_num_threads(thread_count())
        try:
            model = SentenceTransformer(name_or_folder, device="cpu")
        except Exception as error:
            raise ModelError(_why_not(name_or_folder, error)) from error
        return cls(model.eval())

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return self._dimension

    @property
    def query_prompt(self) -> str:
        """What is put before a question."""
        return self._prompt(("query",))

    @property
    def passage_prompt(self) -> str:
        """What is put before a passage."""
        return self._prompt(PASSAGE_PROMPTS)

    def read(self, texts: Sequence[str], *, query: bool = False) -> list[Reading]:
        """Read one batch of texts, in order; they start with their prompts already."""
        if not texts:
            return []
        if self.pooling == "mean":
            return self._read_tokens(list(texts))
        encode = self.model.encode_query if query else self.model.encode_document
        # The texts carry their prompts already: an empty one keeps the library from adding it again.
        vectors = encode(list(texts), prompt="", show_progress_bar=False, batch_size=len(texts))
        return [Reading(row) for row in unit(np.asarray(vectors, np.float32))]

    def word_vectors(self, words: Sequence[str]) -> Vectors:
        """Return (len(words), width of the token table) unit vectors, zeros where there is no table."""
        return self.words.vectors(words) if self.words else np.zeros((len(words), 1), np.float32)

    @cached_property
    def words(self) -> WordTable | None:
        """The model's vectors of its tokens before any context; None when it has none."""
        transformer: Any = getattr(self.model[0], "auto_model", None)
        table: Any = transformer.get_input_embeddings() if transformer is not None else None
        if table is None:
            return None
        return WordTable.of(table.weight.detach().float().numpy(), self.model.tokenizer.get_vocab())

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return each text's number of tokens, without special ones and without a limit."""
        tokenizer: Any = self.model.tokenizer
        if not callable(tokenizer):
            return [len(row.ids) for row in tokenizer.encode_batch(list(texts), add_special_tokens=False)]
        if not texts:
            return []
        rows = tokenizer(list(texts), add_special_tokens=False, truncation=False, verbose=False)["input_ids"]
        return [len(row) for row in rows]

    def _read_tokens(self, texts: list[str]) -> list[Reading]:
        import torch

        model: Any = self.model
        batch = model.tokenizer(
            texts,
            padding=True,
            truncation=True,
            max_length=model.max_seq_length,
            return_offsets_mapping=True,
            return_special_tokens_mask=True,
            return_tensors="pt",
        )
        ends = batch.pop("offset_mapping")[:, :, 1].numpy()
        special = batch.pop("special_tokens_mask").numpy().astype(bool)
        mask = batch["attention_mask"].numpy().astype(bool)
        with torch.inference_mode():
            hidden = model(dict(batch))["token_embeddings"].float().numpy()
        return [
            Reading(unit(hidden[i][mask[i]].mean(axis=0)), hidden[i][part], ends[i][part])
            for i, part in enumerate(mask & ~special)
        ]

    def _prompt(self, names: Sequence[str]) -> str:
        prompts = self.model.prompts
        for name in names:
            if name in prompts:
                return str(prompts[name] or "")
        return str(prompts.get(self.model.default_prompt_name or "", "") or "")


def _plain_pooling(model: "SentenceTransformer") -> str | None:
    """Return "mean" or "cls" for a transformer whose token vectors are pooled so and nothing more.

    Only such a model can be read token by token; for any other (dense layers, last-token pooling,
    static vectors, a tokenizer without offsets) the answer is None.
    """
    modules: list[Any] = list(model)
    kinds = [type(module).__name__ for module in modules]
    if kinds not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]):
        return None
    pooling = modules[1].get_config_dict()
    if modules[0].do_lower_case or not pooling["include_prompt"] or not model.max_seq_length:
        return None
    if not getattr(model.tokenizer, "is_fast", False) or model.tokenizer.padding_side != "right":
        return None
    mode = pooling["pooling_mode"]
    return mode if mode in ("mean", "cls") else None


def _why_not(name: str, error: Exception) -> str:
    reason = " ".join(str(error).split())[:200]
    if Path(name).is_dir():
        return f"the model in {name} can't be loaded: {reason}"
    return (
        f"the model «{name}» was not found: it is not the bundled all-MiniLM-L6-v2, there is no such folder, "
        f"and the model hub could not give it. Set CITEWIRE_EMBEDDING_MODEL to a folder with a "
        f"sentence-transformers model, or leave it unset. ({reason})"
    )


def quieten_libraries() -> None:
    """Keep the libraries' progress bars and remarks off stderr, where the program's own output goes."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    for name in ("sentence_transformers", "transformers", "huggingface_hub", "httpx"):
        logging.getLogger(name).setLevel(logging.ERROR)
    from transformers.utils import logging as transformers_logging

    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
