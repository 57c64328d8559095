"""A cross-encoder behind Reranker: reads the question and a text together. Optional; off by default."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.engines import thread_count
from index.errors import ModelError
from index.torch_engine import quieten_libraries

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

BATCH = 16


class CrossEncoderReranker:
    """The Reranker of the product, on sentence-transformers' CrossEncoder."""

    def __init__(self, model: "CrossEncoder", name: str) -> None:
        self._model = model
        self._name = name

    @property
    def name(self) -> str:
        """The name or the folder's name."""
        return self._name

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a score in [0, 1] for each text, in order: the sigmoid of what the model gives."""
        if not texts:
            return np.zeros(0, np.float32)
        import torch

        scores = self._model.predict(
            [(question, text) for text in texts],
            batch_size=BATCH,
            activation_fn=torch.nn.Sigmoid(),
            show_progress_bar=False,
        )
        return np.asarray(scores, np.float32)


def open_reranker(name_or_folder: str) -> CrossEncoderReranker:
    """Load a cross-encoder from a folder or, by name, from the hub; raise ModelError that says what to do.

    Cost: importing torch and sentence-transformers, some 4 s, and reading the model.
    """
    folder = Path(name_or_folder).expanduser()
    is_path = folder.is_absolute() or name_or_folder.startswith((".", "~"))
    if is_path and not (folder / "config.json").is_file():
        raise ModelError(f"there is no cross-encoder in {name_or_folder}: it has no config.json")
    quieten_libraries()
    import torch
    from sentence_transformers import CrossEncoder

    torch.set_num_threads(thread_count())
    try:
        model = CrossEncoder(str(folder) if folder.is_dir() else name_or_folder, device="cpu")
    except Exception as error:
        raise ModelError(_why_not(name_or_folder, error)) from error
    if model.num_labels != 1:
        raise ModelError(
            f"the model «{name_or_folder}» can't be used as CITEWIRE_RERANKER: it gives {model.num_labels} "
            "scores for a text, and one is needed"
        )
    return CrossEncoderReranker(model, folder.name if folder.is_dir() else name_or_folder)


def _why_not(name: str, error: Exception) -> str:
    reason = " ".join(str(error).split())[:200]
    if Path(name).expanduser().is_dir():
        return f"the cross-encoder in {name} can't be loaded: {reason}"
    return (
        f"the cross-encoder «{name}» was not found: there is no such folder, and the hub could not give "
        f"it. Set CITEWIRE_RERANKER to a folder with a sentence-transformers CrossEncoder, or leave it "
        f"unset. ({reason})"
    )
