"""Write a model as ONNX files, once, so that later starts need neither torch nor its seconds."""

import logging
import os
import shutil
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np

from index.engines import MODEL_FILE, TABLE_FILE, TOKENIZER_FILE, Manifest, OnnxEngine
from index.torch_engine import TorchEngine

LARGEST_MODEL = 1_800_000_000
"""Bytes of weights; ONNX keeps a graph of 2 GB and more in several files."""

DRAFT = ".tmp"
"""Ends the name of a folder that is not complete."""

ABANDONED_SECONDS = 86_400.0
"""After which such a folder is that of a process that was killed."""

SAME = 0.9999
"""The cosine that both engines' vectors of a text must reach."""

PROBES = (
    "Rates rose.",
    "The company said on Tuesday that deliveries fell 12.5% to 1,204 cars; its shares lost $3.",
    "«Señor Müller» — naïve, 東京, Москва: it isn't the U.S. «Inc.» that paid €5m…",
    "A storm is expected to reach the coast by noon, the weather service in the capital warned. " * 60,
)

_log = logging.getLogger(__name__)


def export(engine: TorchEngine, folder: Path) -> OnnxEngine | None:
    """Write an engine's folder that equals `engine` and load it; None where that can't be done.

    The files appear under their final name complete or not at all. Costs some seconds and, for a
    moment, the model's size in memory again.
    """
    if engine.pooling is None or engine.words is None or _weight_bytes(engine) > LARGEST_MODEL:
        return None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _clear_abandoned(folder.parent)
        draft = Path(mkdtemp(prefix=f"{folder.name}.", suffix=DRAFT, dir=folder.parent))
    except OSError as error:
        _log.warning("could not keep the faster model in %s: %s", folder.parent, error)
        return None
    try:
        _write(engine, draft)
        if not _equal(engine, OnnxEngine.load(draft)):
            _log.warning("the model's faster form differs from it and is not used")
            return None
        _move(draft, folder)
        return OnnxEngine.load(folder)
    except Exception as error:  # noqa: BLE001 - exporters raise anything; the model itself still works
        _log.warning("could not write the model's faster form: %s", error)
        return None
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _write(engine: TorchEngine, folder: Path) -> None:
    import torch

    model: Any = engine.model
    batch = model.tokenizer(list(PROBES[:2]), padding=True, return_tensors="pt")
    inputs = tuple(batch)
    axes = {name: {0: "batch", 1: "tokens"} for name in (*inputs, "last_hidden_state")}
    with quiet_exporter(), torch.inference_mode():
        torch.onnx.export(
            _hidden_states(model[0].auto_model, inputs),
            tuple(batch[name] for name in inputs),
            str(folder / MODEL_FILE),
            input_names=list(inputs),
            output_names=["last_hidden_state"],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
    model.tokenizer.backend_tokenizer.save(str(folder / TOKENIZER_FILE))
    assert engine.words is not None
    np.save(folder / TABLE_FILE, engine.words.rows)
    Manifest(
        dimension=engine.dimension,
        pooling=str(engine.pooling),
        max_length=int(model.max_seq_length),
        query_prompt=engine.query_prompt,
        passage_prompt=engine.passage_prompt,
        inputs=inputs,
        model_bytes=(folder / MODEL_FILE).stat().st_size,
    ).write(folder)


def _hidden_states(transformer: Any, inputs: tuple[str, ...]) -> Any:
    """Wrap a transformer so that it takes its inputs in order and returns only its last layer."""
    import torch

    class HiddenStates(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.transformer = transformer

        def forward(self, *values: Any) -> Any:
            return self.transformer(**dict(zip(inputs, values, strict=True))).last_hidden_state

    return HiddenStates().eval()


def _equal(engine: TorchEngine, other: OnnxEngine) -> bool:
    """Compare with the library's own encoding, in a batch of mixed lengths and one by one."""
    expected = engine.model.encode(
        list(PROBES), prompt="", show_progress_bar=False, normalize_embeddings=True
    )
    together = [reading.pooled for reading in other.read(PROBES)]
    alone = [other.read([text])[0].pooled for text in PROBES]
    cosines = np.sum(np.asarray([expected, expected]) * np.asarray([together, alone]), axis=-1)
    return bool(cosines.min() >= SAME)


def _weight_bytes(engine: TorchEngine) -> int:
    return sum(weight.numel() * weight.element_size() for weight in engine.model.parameters())


def _move(draft: Path, folder: Path) -> None:
    """Put a complete folder in its place; one that another process put there first is as good."""
    for path in (*draft.iterdir(), draft):
        _sync(path)
    shutil.rmtree(folder, ignore_errors=True)
    try:
        draft.rename(folder)
    except OSError:
        Manifest.read(folder)
    _sync(folder.parent)


def _clear_abandoned(cache: Path) -> None:
    for path in cache.glob(f"*{DRAFT}"):
        if time.time() - path.stat().st_mtime > ABANDONED_SECONDS:
            shutil.rmtree(path, ignore_errors=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def quiet_exporter() -> Iterator[None]:
    """Silence what torch says about its older exporter and about tracing; `_equal` checks the result."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
