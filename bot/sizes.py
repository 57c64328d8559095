"""How much room the data take."""

from pathlib import Path


def bytes_in(folder: Path, pattern: str) -> int:
    """Return the size of the files below a folder that match a pattern such as `indexes/**/*`."""
    return sum(path.stat().st_size for path in folder.glob(pattern) if path.is_file())
