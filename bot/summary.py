"""An optional language model over the excerpts: asked at an OpenAI-compatible endpoint, then checked."""

import asyncio
import json
import logging
import time
from collections import Counter
from dataclasses import replace
from functools import partial
from typing import Any

import aiohttp

from bot.config import Settings
from bot.lane import Lane
from index.generate import INSTRUCTIONS, checked, data_for, excerpts_of, sentences_written
from index.ports import Encoder
from index.statements import Same
from index.support import Judge
from index.types import Answer, NoAnswer, Summary

LONGEST_SUMMARY = 20.0
"""Seconds that an answer waits for the model and the checks, whatever the endpoint does."""
REST = 60.0
"""Seconds for which an endpoint that did not answer is left alone."""
LONGEST_BODY = 200_000
"""Bytes of an endpoint's answer."""
MOST_TOKENS = 400

log = logging.getLogger(__name__)


class EndpointError(Exception):
    """The endpoint gave nothing that can be used; never shown to who asks."""


class ChatEndpoint:
    """Any server that speaks OpenAI's chat completions; `url` ends in `/v1` or in the full path."""

    def __init__(self, url: str, model: str = "", key: str = "") -> None:
        url = url.rstrip("/")
        self._url = url if url.endswith("/chat/completions") else f"{url}/chat/completions"
        self._model = {"model": model} if model else {}
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}

    async def complete(self, instructions: str, data: str) -> str:
        """Return what the model writes. Raises EndpointError, aiohttp's errors.

        Where the endpoint refuses the limits, as some models do, it is asked again without them.
        """
        messages = [{"role": "system", "content": instructions}, {"role": "user", "content": data}]
        asked: dict[str, Any] = {**self._model, "messages": messages}
        async with aiohttp.ClientSession(headers=self._headers) as session:
            limits = {"temperature": 0, "max_tokens": MOST_TOKENS}
            status, body = await self._post(session, asked | limits)
            if status in (400, 422):
                status, body = await self._post(session, asked)
        if status != 200:
            raise EndpointError(f"status {status}")
        return _content(body)

    async def _post(self, session: aiohttp.ClientSession, asked: dict[str, Any]) -> tuple[int, bytes]:
        body = bytearray()
        async with session.post(self._url, json=asked, allow_redirects=False) as response:
            async for chunk in response.content.iter_chunked(16_384):
                body += chunk
                if len(body) > LONGEST_BODY:
                    raise EndpointError(f"more than {LONGEST_BODY:,} bytes")
            return response.status, bytes(body)


class Summariser:
    """Adds to answers what the model writes over their citations, as far as they support it."""

    def __init__(
        self,
        endpoint: ChatEndpoint,
        lane: Lane,
        encoder: Encoder,
        same: Same,
        *,
        seconds: float = LONGEST_SUMMARY,
    ) -> None:
        self._endpoint = endpoint
        self._lane = lane
        self._encoder = encoder
        self._judge = Judge(same)
        self._seconds = seconds
        self._rests_until = 0.0

    async def added_to(self, reply: Answer | NoAnswer) -> Answer | NoAnswer:
        """Return the reply with a summary where there is one to give; whatever fails, the excerpts stay."""
        if not isinstance(reply, Answer) or not reply.citations or time.monotonic() < self._rests_until:
            return reply
        began = time.monotonic()
        try:
            async with asyncio.timeout(self._seconds):
                summary = await self._summary(reply)
        except (TimeoutError, aiohttp.ClientConnectionError) as error:
            self._rests_until = time.monotonic() + REST
            log.warning("summary failed reason=%s rest=%d", type(error).__name__, REST)
        except Exception as error:  # noqa: BLE001 - an extra that fails costs nobody the answer
            reason = error if isinstance(error, EndpointError) else type(error).__name__
            log.warning("summary failed reason=%s seconds=%.1f", reason, time.monotonic() - began)
        else:
            return replace(reply, summary=summary)
        return reply

    async def _summary(self, answer: Answer) -> Summary | None:
        began = time.monotonic()
        excerpts = excerpts_of(answer)
        question = answer.understood or answer.query.text
        written = sentences_written(await self._endpoint.complete(INSTRUCTIONS, data_for(question, excerpts)))
        summary, faults = await self._lane.run(
            partial(checked, written, excerpts, self._judge, self._encoder)
        )
        log.info(
            "summarised kept=%d dropped=%s seconds=%.1f",
            len(summary.sentences) if summary else 0,
            ",".join(f"{fault.name.lower()}:{count}" for fault, count in Counter(faults).items()) or 0,
            time.monotonic() - began,
        )
        return summary


def summariser_for(settings: Settings, lane: Lane, encoder: Encoder, same: Same) -> Summariser | None:
    """Return what the settings ask for; None, the default, without an endpoint."""
    if settings.llm_url is None:
        return None
    key = settings.llm_key.get_secret_value() if settings.llm_key else ""
    return Summariser(ChatEndpoint(settings.llm_url, settings.llm_model, key), lane, encoder, same)


def _content(body: bytes) -> str:
    try:
        content = json.loads(body)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError):
        raise EndpointError("no chat completion") from None
    return content if isinstance(content, str) else ""
