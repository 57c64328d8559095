"""Tests about the whole: the direction of imports, the size of files, and what the README promises."""

import ast
from pathlib import Path

import pytest
import typer.main

from bot.cli.app import app

ROOT = Path(__file__).parents[1]
PACKAGES = {"corpus": {"corpus"}, "index": {"corpus", "index"}, "bot": {"corpus", "index", "bot"}}
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
LONGEST_MODULE = 300


def imported_packages(path: Path) -> set[str]:
    """Return our own packages that a module imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found & PACKAGES.keys()


def verbs() -> list[str]:
    """Return every verb of the command line, groups with theirs."""
    group = typer.main.get_command(app)
    found = []
    for name, command in group.commands.items():
        inner = getattr(command, "commands", None)
        found += [f"{name} {verb}" for verb in inner] if inner else [name]
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_downward(path):
    assert imported_packages(path) <= PACKAGES[path.relative_to(ROOT).parts[0]]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_too_long_to_read(path):
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("verb", verbs())
def test_every_verb_is_in_the_readme(verb):
    assert f"`{verb}" in (ROOT / "README.md").read_text("utf-8")


def test_only_one_module_knows_faiss_and_one_trafilatura():
    def knowing(name: str) -> list[str]:
        return [str(path.relative_to(ROOT)) for path in MODULES if name in _imports(path)]

    assert knowing("faiss") == ["index/vectors.py"]
    assert knowing("trafilatura") == ["corpus/extract.py"]


def _imports(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    plain = {
        alias.name.split(".")[0] for node in nodes if isinstance(node, ast.Import) for alias in node.names
    }
    return plain | {
        node.module.split(".")[0] for node in nodes if isinstance(node, ast.ImportFrom) and node.module
    }
