"""Bytes are read in the encoding that they are in, or refused with the reason."""

import random

import pytest

from corpus.decoding import declared_charset, decoded
from corpus.errors import ReadError

ENGLISH = "The café’s owner paid €40 – “a fair price”, she said. " * 5
RUSSIAN = "Паром больше не ходит по ночам, сообщила компания в понедельник утром. " * 5
JAPANESE = "夜のフェリーは十月に終わると会社が月曜日に発表しました。島の人々は驚いています。" * 5


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ENGLISH, "utf-8"),
        (ENGLISH, "utf-8-sig"),
        (ENGLISH, "utf-16"),
        (ENGLISH, "utf-16-le"),
        (ENGLISH, "utf-16-be"),
        (ENGLISH, "utf-32"),
        (ENGLISH, "cp1252"),
        ("Der Bürgermeister grüßte die Gäste über drei Brücken. " * 5, "latin-1"),
        (RUSSIAN, "utf-8"),
        (RUSSIAN, "cp1251"),
        (JAPANESE, "utf-8"),
        (JAPANESE, "shift_jis"),
    ],
)
def test_text_is_read_in_its_encoding(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding), "story.txt") == text


def test_a_declared_charset_is_used_when_the_bytes_are_no_utf8() -> None:
    assert (
        decoded("Příliš žluťoučký kůň".encode("iso8859-2"), "a.html", declared="iso-8859-2")
        == "Příliš žluťoučký kůň"
    )


def test_a_wrongly_declared_charset_is_overruled_by_utf8() -> None:
    assert decoded(ENGLISH.encode(), "a.html", declared="latin-1") == ENGLISH


def test_utf8_with_a_few_bytes_of_windows_reads_as_meant() -> None:
    data = ("Größe und Übermut, Äpfel und Öl. " * 3).encode() + "“quoted”".encode("cp1252")

    assert decoded(data, "story.txt").endswith("“quoted”")


def test_one_damaged_byte_does_not_spoil_a_long_page() -> None:
    assert decoded(b"word " * 2_000 + b"\x81", "page.html") == "word " * 2_000


def test_the_charset_that_a_page_names_is_found() -> None:
    assert declared_charset(b'<html><meta charset="windows-1251">') == "windows-1251"
    assert (
        declared_charset(b"<meta http-equiv=Content-Type content='text/html; charset=ISO-8859-1'>")
        == "ISO-8859-1"
    )
    assert declared_charset(b"<html><body>") is None


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7 \xe2\xe3", "it is a PDF document, not text"),
        (b"PK\x03\x04" + bytes(50), "it is a ZIP archive or an office document, not text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "it is a PNG picture, not text"),
        (b"\x1f\x8b\x08" + bytes(50), "it is gzip data (its name must end in .gz), not text"),
        (bytes(range(256)) * 20, "it is binary data, not text"),
        (random.Random(1).randbytes(4_000), "it is binary data, not text"),
        (b"\xff\xfe\x00", "its mark says utf-16-le, but byte 0 is no utf-16-le"),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError) as caught:
        decoded(data, "story.txt")

    assert caught.value.reason == reason


def test_bytes_that_read_as_words_in_no_encoding_are_refused() -> None:
    chance = random.Random(2)
    data = bytes(chance.choice(range(0x80, 0x100)) if chance.random() < 0.3 else 0x61 for _ in range(2_000))

    with pytest.raises(
        ReadError, match=r"its encoding can't be told: byte \d+ \(0x[0-9a-f]{2}\) is no UTF-8"
    ):
        decoded(data, "story.txt")
