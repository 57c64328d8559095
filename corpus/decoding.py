"""Bytes → text, in the encoding that they are really in; or why they are no text."""

import codecs
import re

from corpus.errors import ReadError

SIGNATURES = {
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"\x7fELF": "a program",
    b"MZ": "a program",
    b"\x1f\x8b": "gzip data (its name must end in .gz)",
    b"BZh": "bzip2 data",
    b"\xfd7zXZ": "xz data",
    b"7z\xbc\xaf": "a 7z archive",
    b"SQLite format 3": "a SQLite database",
}
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
MOST_CONTROLS = 0.002
"""Share of control bytes above which data are no text; a stray one is dropped later."""
TYPOGRAPHIC = frozenset("–—‘’“”„‚«»‹›…•·°€£¥§©®™½¼¾¿¡\u00a0´")
MOST_SLIPS = 1 / 5_000
"""Share of bytes that may be damaged in a text that is ASCII but for them."""
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\v\f\r\x1b"))


def decoded(data: bytes, item: str, *, declared: str | None = None) -> str:
    """Return the text of a page or text file.

    A byte-order mark decides; then UTF-8, if the bytes are that; then the charset that the page or
    its server declares; then the likeliest one. Raises ReadError for data that are no text in any.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                raise ReadError(
                    item, f"its mark says {encoding}, but byte {error.start:,} is no {encoding}"
                ) from error
    if (wide := _utf16_without_mark(data)) is not None:
        return wide
    _refuse_binary(data, item)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        fault = error
    for text in (_in_charset(data, declared), _utf8_with_slips(data), _likeliest(data)):
        if text is not None:
            return text
    raise ReadError(
        item,
        f"its encoding can't be told: byte {fault.start:,} ({data[fault.start]:#04x}) is no UTF-8, "
        "and in no usual encoding do the bytes read as words; save it as UTF-8",
    )


def declared_charset(html: bytes) -> str | None:
    """Return the charset that an HTML page names for itself in its first 4,096 bytes."""
    found = re.search(
        rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", html[:4_096], re.I
    )
    return found[1].decode("ascii") if found else None


def _refuse_binary(data: bytes, item: str) -> None:
    for signature, meaning in SIGNATURES.items():
        if data.startswith(signature) and (len(signature) > 2 or b"\x00" in data[:4_096]):
            raise ReadError(item, f"it is {meaning}, not text")
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if controls > max(2, MOST_CONTROLS * len(data)):
        raise ReadError(item, "it is binary data, not text")


def _utf16_without_mark(data: bytes) -> str | None:
    """Return UTF-16 text that lacks its mark: every other byte of Latin text is zero."""
    sample = data[:4_096]
    if len(sample) < 16 or len(data) % 2:
        return None
    for zeros, other, encoding in (
        (sample[1::2], sample[::2], "utf-16-le"),
        (sample[::2], sample[1::2], "utf-16-be"),
    ):
        if zeros.count(0) > 0.7 * len(zeros) and not other.count(0):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                return None
            return text if _reads_as_words(text) else None
    return None


def _in_charset(data: bytes, charset: str | None) -> str | None:
    """Return the text in a declared charset when it holds there; browsers read Latin-1 as Windows-1252."""
    if not charset:
        return None
    try:
        name = codecs.lookup(charset).name
        text = data.decode("cp1252" if name in ("iso8859-1", "ascii") else name)
    except (LookupError, UnicodeError):
        return None
    return text if isinstance(text, str) and _reads_as_words(text) else None


def _utf8_with_slips(data: bytes) -> str | None:
    """Return UTF-8 text in which a few bytes are Windows-1252, as in pages pasted together."""
    text = data.decode("utf-8", errors="surrogateescape")
    slips = len(re.findall("[\udc80-\udcff]", text))
    proper = len(re.findall("[^\x00-\x7f]", text)) - slips
    if proper < 5 * slips and slips > MOST_SLIPS * len(data):
        return None
    return re.sub(
        "[\udc80-\udcff]", lambda found: bytes([ord(found[0]) - 0xDC00]).decode("cp1252", "ignore"), text
    )


def _likeliest(data: bytes) -> str | None:
    high = sum(byte >= 0x80 for byte in data)
    if high <= 0.2 * len(data):
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError:
            text = ""
        if text and _reads_as_words(text):
            return text
    from charset_normalizer import from_bytes  # not at import: rarely needed

    best = from_bytes(data[:200_000], threshold=0.15).best()
    if best is None:
        return None
    try:
        text = data.decode(best.encoding)
    except (LookupError, UnicodeError):
        return None
    return text if _reads_as_words(text) else None


def _reads_as_words(text: str) -> bool:
    """Return whether what is not ASCII stands where letters and typographic marks stand."""
    sample = text[:200_000]
    if re.search("[\x00-\x08\x0e-\x1a\x80-\x84\x86-\x9f\ufffd\ufffe\uffff]", sample):
        return False
    marks = re.findall(r"[^\x00-\x7f]", sample)
    letters = [mark for mark in marks if mark.isalpha()]
    odd = sum(not mark.isalpha() and mark not in TYPOGRAPHIC for mark in marks)
    within_words = len(re.findall(r"(?<=[^\W\d_])[^\x00-\x7f\W\d_]|[^\x00-\x7f\W\d_](?=[^\W\d_])", sample))
    shouting = len(re.findall(r"[a-z][À-ÖØ-Þ][a-z]", sample))
    return odd <= 0.2 * len(marks) and within_words >= 0.5 * len(letters) and shouting <= 0.1 * len(marks)
