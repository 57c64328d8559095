"""Files, bytes and JSON lines become drafts, and each broken item is named with its reason."""

import gzip
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from corpus.errors import ReadError
from corpus.readers import (
    LARGEST_FILE,
    Read,
    Unreadable,
    find_files,
    read_bytes,
    read_file,
    read_json_line,
    read_json_lines,
)
from corpus.types import Draft

BODY = "The ferry company will stop its night crossings in October. The harbour office said so on Monday."
TEXT = f"Night Ferries To End\n\n{BODY}\n"
ARTICLE = {"title": "Night ferries end", "text": BODY}
HTML = (
    "<html><head><title>Night ferries end</title></head><body><article>"
    f"<h1>Night ferries end</h1><p>{BODY}</p></article></body></html>"
)
NOBODY = 65534
ENDINGS = "known are .html, .htm, .txt, .md, .json, .jsonl, .warc, also with .gz"
AN_OBJECT = 'an article is an object like {"title": …, "text": …}'
A_MOMENT = "an ISO 8601 date or time like 2024-03-15 or 2024-03-15T09:30:00+01:00"


def only(reads: object) -> Read:
    (read,) = list(reads)  # type: ignore[call-overload]
    return read  # type: ignore[no-any-return]


def drafted(reads: object) -> Draft:
    read = only(reads)
    assert isinstance(read, Draft), read
    return read


def reason(reads: object) -> str:
    read = only(reads)
    assert isinstance(read, Unreadable), read
    return read.reason


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", TEXT.encode()),
        ("A.TXT", TEXT.encode()),
        ("a.txt", TEXT.encode("utf-16")),
        ("a.txt", TEXT.replace("\n", "\r\n").encode("utf-8-sig")),
        ("a.md", f"# Night Ferries To End\n\n{BODY}".encode()),
        ("a.html", HTML.encode()),
        ("a.htm", HTML.encode()),
        ("a.txt", HTML.encode()),
        ("a.json", json.dumps(ARTICLE).encode()),
        ("a.json", json.dumps([ARTICLE]).encode("utf-8-sig")),
        ("a.json", json.dumps({"articles": [ARTICLE]}).encode()),
        ("a.jsonl", json.dumps(ARTICLE).encode() + b"\n\n"),
    ],
)
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gz"])
def test_every_known_kind_is_read(name: str, data: bytes, packed: bool) -> None:
    draft = drafted(read_bytes(name + ".gz", gzip.compress(data)) if packed else read_bytes(name, data))

    assert (draft.title.casefold(), draft.text) in [
        ("night ferries end", BODY),
        ("night ferries to end", BODY),
    ]


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.txt", b"", "the file is empty"),
        ("a.txt", b" \n \n", "there is no text, only spaces"),
        ("a.txt", b"Home > News > Travel\nShare\n", "there is no story, only what stands around one"),
        ("a.html", b"<html><body></body></html>", "no article was found on the page"),
        ("a.txt", bytes(range(256)) * 8, "it is binary data, not text"),
        ("a.pdf", b"%PDF", f"files of this kind aren't read; {ENDINGS}"),
        (
            "a.json",
            b'{"title": "A", "te',
            "the JSON is cut off or a quote is missing: the text that begins at line 1, column 16 has no end",
        ),
        ("a.json", b'{"title": "A",\n "text":', "the JSON is cut off at its end, line 2, column 9"),
        (
            "a.json",
            b"{'title': 1}",
            "the JSON is broken at line 1, column 2: expecting property name enclosed in double quotes",
        ),
        (
            "a.json",
            b'{"text": "a"}\n{"text": "b"}',
            "the JSON is broken at line 2, column 1: something follows its end "
            "(one article a line is .jsonl)",
        ),
        ("a.json", b'{"text": "caf\xe9"}', "JSON must be in UTF-8, and byte 13 (0xe9) is not"),
        ("a.json", b"[" * 100_000, "the JSON is nested too deeply"),
        ("a.json", b"[]", "the list holds no articles"),
        ("a.json", b"7", f"{AN_OBJECT}, this is 7"),
        ("a.jsonl", b"\n\n", "the file holds no articles"),
        ("a.txt.gz", b"no gzip", "the gzip data are damaged or cut off"),
        ("a.txt.gz", gzip.compress(TEXT.encode())[:-9], "the gzip data are damaged or cut off"),
        ("a.txt.gz", gzip.compress(b"a" * (LARGEST_FILE + 1)), "the file is too large: unpacked over 20 MB"),
        ("a.txt", b"a" * (LARGEST_FILE + 1), "the file is too large: 20 MB, at most 20 MB are read"),
    ],
    ids=lambda value: repr(value)[:30],
)  # fmt: skip
def test_what_can_not_be_read_is_named_with_its_reason(name: str, data: bytes, expected: str) -> None:
    assert only(read_bytes(name, data)) == Unreadable(name, expected)


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        ({"title": 7, "text": BODY}, '"title" is 7, expected a text in quotes'),
        ({"text": ["a"]}, '"text" is ["a"], expected a text in quotes'),
        ({"title": "A"}, 'there is no text: expected the article under "text" or "html"'),
        ({"text": " \n"}, 'there is no text: expected the article under "text" or "html"'),
        ({"text": "--- ***"}, "there is no text in it"),
        (
            {"text": BODY, "published_at": "last week"},
            f'"published_at" is "last week", expected {A_MOMENT}',
        ),
        (
            {"text": BODY, "updated_at": 1710497003},
            f'"updated_at" is 1710497003, expected {A_MOMENT}',
        ),
        (
            {"text": BODY, "url": "news.example/a"},
            '"url" is "news.example/a", expected an address like https://news.example/story '
            "(it must begin with http:// or https://)",
        ),
        (
            {"text": BODY, "language": "English!"},
            '"language" is "English!", expected an ISO 639 code like "en" or "pt-BR"',
        ),
        ({"html": "<html><body></body></html>"}, '"html" holds no article: no article was found on the page'),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_fault_in_an_article_names_key_value_and_what_is_expected(article: object, expected: str) -> None:
    assert read_json_line(json.dumps(article), origin="a.jsonl:3") == Unreadable("a.jsonl:3", expected)


def test_an_article_takes_all_that_its_json_says() -> None:
    draft = read_json_line(
        json.dumps(
            {
                "title": " Night  ferries\nend ",
                "text": f"{BODY}\r\nSecond paragraph with a\u00a0space\x00.\n\n\n",
                "url": "https://News.example/a?utm_source=x",
                "source": "The Coast Courier",
                "author": "Ida Berg",
                "published_at": "2024-03-15T09:30:00+01:00",
                "updated_at": "2024-03-16",
                "language": "en-GB",
                "unknown": {"ignored": True},
            }
        ),
        origin="stdin:1",
        source="Another",
    )

    assert isinstance(draft, Draft)
    assert draft.title == "Night ferries end"
    assert draft.text == f"{BODY}\n\nSecond paragraph with a space."
    assert draft.url == "https://news.example/a"
    assert (draft.source, draft.author, draft.language, draft.origin) == (
        "The Coast Courier",
        "Ida Berg",
        "en",
        "stdin:1",
    )
    assert draft.published is not None
    assert draft.published.isoformat() == "2024-03-15T08:30:00+00:00"
    assert draft.updated is not None
    assert draft.updated.isoformat() == "2024-03-16T00:00:00+00:00"


def test_json_text_is_trusted_and_nothing_in_it_is_taken_for_boilerplate() -> None:
    text = f"{BODY}\n\nBy Ida Berg\n\nRead more: the timetable\n\nTags: ferries"

    assert drafted(read_bytes("a.json", json.dumps({"title": "A", "text": text}).encode())).text == text


def test_a_missing_title_is_taken_from_the_text() -> None:
    draft = drafted(read_bytes("a.json", json.dumps({"text": BODY}).encode()))

    assert draft.title == "The ferry company will stop its night crossings in October."


def test_json_html_may_be_a_piece_of_a_page() -> None:
    html = (
        "<h2>Night ferries end</h2><p>The last <b>boat</b><br>leaves <a href='/x'>soon</a>.</p>"
        "<script>x()</script><ul><li>one</li></ul>"
    )

    draft = drafted(read_bytes("a.json", json.dumps({"html": html}).encode()))

    assert draft.text == "Night ferries end\n\nThe last boat leaves soon.\n\none"
    assert draft.title == "Night ferries end"


def test_half_a_character_in_json_does_not_reach_the_text() -> None:
    draft = drafted(
        read_bytes("a.json", b'{"text": "The boat \\ud83d leaves \\ud83d\\ude00 on time today."}')
    )

    assert draft.text == "The boat leaves 😀 on time today."


def test_one_broken_line_does_not_stop_the_others() -> None:
    lines = b"\n".join([json.dumps(ARTICLE).encode(), b"{", b"", b"\xff\xfe{}", json.dumps(ARTICLE).encode()])

    reads = list(read_bytes("a.jsonl", lines))

    assert [read.origin if isinstance(read, Draft) else read.item for read in reads] == [
        "a.jsonl:1",
        "a.jsonl:2",
        "a.jsonl:4",
        "a.jsonl:5",
    ]
    assert [type(read) for read in reads] == [Draft, Unreadable, Unreadable, Draft]


def test_one_broken_article_of_a_list_does_not_stop_the_others() -> None:
    reads = list(read_bytes("a.json", json.dumps([ARTICLE, {"title": "no text"}, ARTICLE]).encode()))

    assert [read.origin if isinstance(read, Draft) else read.item for read in reads] == [
        "a.json#1",
        "a.json#2",
        "a.json#3",
    ]
    assert isinstance(reads[1], Unreadable)


def test_json_lines_from_a_pipe_are_numbered() -> None:
    reads = list(read_json_lines([json.dumps(ARTICLE), "\n", "oops"], name="stdin", source="Wire"))

    assert isinstance(reads[0], Draft)
    assert (reads[0].origin, reads[0].source) == ("stdin:1", "Wire")
    assert reads[1] == Unreadable("stdin:3", "the JSON is broken at line 1, column 1: expecting value")


def test_a_line_of_endless_length_ends_the_file_there(tmp_path: Path) -> None:
    file = tmp_path / "long.jsonl"
    file.write_bytes(json.dumps(ARTICLE).encode() + b"\n" + b"x" * (LARGEST_FILE + 10))

    first, second = list(read_file(file))

    assert isinstance(first, Draft)
    assert second == Unreadable(f"{file}:2", "the line is longer than 20 MB; the rest is not read")


def test_packed_lines_that_unpack_without_end_are_stopped() -> None:
    assert reason(read_bytes("a.jsonl.gz", gzip.compress((b" " * 999 + b"\n") * 30_000))) == (
        "unpacked the file grows over 200 times its size; the rest is not read"
    )


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "large.txt"
    with file.open("wb") as stream:
        stream.truncate(50_000_000)

    assert reason(read_file(file)) == "the file is too large: 50 MB, at most 20 MB are read"


def test_a_text_in_an_old_encoding_is_read_as_meant(tmp_path: Path) -> None:
    file = tmp_path / "old.txt"
    file.write_bytes(
        "Le café ferme\n\nLe café du port ferme ses portes à la fin du mois, dit sa propriétaire.".encode(
            "cp1252"
        )
    )

    assert (
        drafted(read_file(file)).text
        == "Le café du port ferme ses portes à la fin du mois, dit sa propriétaire."
    )


def test_a_missing_file_is_named_with_its_reason(tmp_path: Path) -> None:
    assert reason(read_file(tmp_path / "none.txt")) == "there is no such file or folder"


def test_a_link_in_a_circle_is_named_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "b.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")

    assert list(find_files(tmp_path)) == [tmp_path / "a.txt", tmp_path / "b.txt"]
    assert reason(read_file(tmp_path / "a.txt")) == "its symbolic links lead round in a circle"


@contextmanager
def somebody_else() -> Iterator[None]:
    """Be a user who may not read everything, where the tests run as root."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(before)


def test_a_file_without_permission_is_named_with_its_reason() -> None:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        shared, secret = Path(folder, "shared.txt"), Path(folder, "secret.txt")
        for file in (shared, secret):
            file.write_text(TEXT)
        shared.chmod(0o644)
        secret.chmod(0)
        drafted(read_file(shared))  # imports what reading takes, which somebody else might not be let

        with somebody_else():
            assert drafted(read_file(shared)).title == "Night Ferries To End"
            assert reason(read_file(secret)) == "permission denied: let the user who runs Citewire read it"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")

    assert reason(read_file(tmp_path / "pipe.txt")) == "it is no regular file"


def test_a_folder_gives_its_files_sorted_and_without_hidden_and_unknown_ones(tmp_path: Path) -> None:
    for name in [
        "b.txt",
        "a.html",
        "sub/c.json.gz",
        "sub/d.JSONL",
        ".hidden.txt",
        ".git/e.txt",
        "f.png",
        "README",
    ]:
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("x")
    (tmp_path / "sub" / "up").symlink_to(tmp_path)

    assert [str(file.relative_to(tmp_path)) for file in find_files(tmp_path)] == [
        "a.html",
        "b.txt",
        "sub/c.json.gz",
        "sub/d.JSONL",
    ]


def test_a_file_named_directly_is_given_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / ".hidden.txt"
    file.write_text("x")

    assert list(find_files(file)) == [file]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("none", "there is no such file or folder"),
        ("picture.png", "files of this kind aren't read; known are"),
        ("empty", "the folder holds no files that can be read; known are"),
    ],
)
def test_a_path_that_gives_nothing_is_an_error(tmp_path: Path, name: str, expected: str) -> None:
    (tmp_path / "picture.png").write_text("x")
    (tmp_path / "empty").mkdir()

    with pytest.raises(ReadError) as caught:
        list(find_files(tmp_path / name))

    assert caught.value.reason.startswith(expected)
