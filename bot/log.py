"""Logging: one line of `key=value` an event, on stderr, without secrets."""

import json
import logging
import sys
import time
from typing import TextIO

OURS = ("bot", "corpus", "index")
"""The packages whose INFO is worth reading; libraries are heard from WARNING on, discord.py from INFO on."""


def set_up_logging(level: str, *, secret: str | None = None, stream: TextIO | None = None) -> None:
    """Log to stderr from `level` on; `secret` is blanked wherever it would appear."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(KeyValueFormatter(secret=secret, tracebacks=level == "DEBUG"))
    root = logging.getLogger()
    for old in list(root.handlers):
        if isinstance(old.formatter, KeyValueFormatter):
            root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(max(logging.WARNING, logging.getLevelName(level)))
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    logging.getLogger("discord").setLevel(max(logging.INFO, logging.getLevelName(level)))
    logging.captureWarnings(True)


class KeyValueFormatter(logging.Formatter):
    """`time=… level=… from=… event words key=value`; never more than one line, except tracebacks at DEBUG."""

    def __init__(self, *, secret: str | None = None, tracebacks: bool = False) -> None:
        super().__init__()
        self._secret = secret
        self._tracebacks = tracebacks

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line."""
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        message = " ".join(record.getMessage().split())
        line = f"time={moment}.{int(record.msecs):03d}Z level={record.levelname} from={record.name} {message}"
        if record.exc_info and record.exc_info[1]:
            error = record.exc_info[1]
            line += f" error={type(error).__name__} reason={json.dumps(str(error), ensure_ascii=False)}"
            if self._tracebacks:
                line += "\n" + self.formatException(record.exc_info)
        return line.replace(self._secret, "(hidden)") if self._secret else line
