"""Lines of stdin as they come, without ever holding up the program's end."""

import asyncio
import io
import sys
import threading
from collections.abc import AsyncIterator
from typing import BinaryIO, cast

READ_AHEAD = 100
"""Lines read before they are asked for."""


async def stdin_lines() -> AsyncIterator[bytes]:
    """Yield the lines of stdin.

    They are read by a thread that ends with the process: one of asyncio's own would keep Ctrl-C
    waiting for the next line.
    """
    loop, lines, room = asyncio.get_running_loop(), asyncio.Queue[bytes](), threading.Semaphore(READ_AHEAD)
    stream = _own_stdin()

    def read() -> None:
        while room.acquire():
            line = stream.readline()
            try:
                loop.call_soon_threadsafe(lines.put_nowait, line)
            except RuntimeError:  # the loop is closed: nobody wants it any more
                return
            if not line:
                return

    threading.Thread(target=read, name="stdin", daemon=True).start()
    while line := await lines.get():
        room.release()
        yield line


def _own_stdin() -> BinaryIO:
    """Return stdin apart from `sys.stdin`, whose lock a waiting thread would hold at the end."""
    try:
        return open(sys.stdin.fileno(), "rb", closefd=False)
    except (OSError, io.UnsupportedOperation):
        return cast(BinaryIO, sys.stdin.buffer)
