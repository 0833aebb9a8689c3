"""The language of a page before its first script runs: `<html lang>` and the title in the page that Streamlit sends."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, get_args
from urllib.parse import parse_qs

from newsgauge.model import Language
from newsgauge.resources import load_table

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

TAGS: dict[Language, str] = {"zh": "zh-CN", "en": "en"}


def request_language(scope: Scope) -> Language:
    """The language a request is to be answered in: `lang` of the address, else the browser's first, else Chinese."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[0]
    if asked in get_args(Language):
        return asked
    accepted = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"accept-language"), "")
    return preferred_language(accepted)


def preferred_language(accepted: str) -> Language:
    """Chinese where the first choice of the header Accept-Language is Chinese, or there is none; else English.

    >>> preferred_language("de-DE,de;q=0.9,zh;q=0.8"), preferred_language("zh-TW"), preferred_language("")
    ('en', 'zh', 'zh')
    """
    def weight(choice: str) -> float:
        _, _, quality = choice.partition(";q=")
        try:
            return float(quality or 1)
        except ValueError:
            return 0.0

    choices = [choice.strip().lower() for choice in accepted.split(",") if choice.strip()]
    first = max(choices, key=weight, default="zh")
    return "zh" if first.startswith(("zh", "*")) else "en"


class PageLanguage:
    """ASGI middleware that writes the language and the program's name into Streamlit's page, which says
    `<html lang="en">` for every page, so that browsers offer to translate and screen readers mispronounce."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Pages have no dot in the last part of their address; scripts, pictures and downloads do.
        if scope["type"] != "http" or "." in scope["path"].rpartition("/")[2]:
            await self.app(scope, receive, send)
            return
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        start: MutableMapping[str, Any] | None = None
        body = bytearray()

        async def send_translated(message: MutableMapping[str, Any]) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
            elif start is None:
                await send(message)
            elif message["type"] == "http.response.body":
                body.extend(message.get("body", b""))
                if not message.get("more_body"):
                    language = request_language(scope)
                    page = _translated(bytes(body), language)
                    await send(start | {"headers": _headers(start, len(page), language)})
                    await send({"type": "http.response.body", "body": page})

        await self.app(scope | {"headers": plain}, receive, send_translated)


def _is_page(message: MutableMapping[str, Any]) -> bool:
    return message["status"] == 200 and any(
        name == b"content-type" and value.startswith(b"text/html") for name, value in message["headers"])


def _translated(page: bytes, language: Language) -> bytes:
    name = load_table("strings.toml")["frame"]["name"][language]
    return page.replace(b'<html lang="en">', f'<html lang="{TAGS[language]}">'.encode(), 1).replace(
        b"<title>Streamlit</title>", f"<title>{name}</title>".encode(), 1)


def _headers(start: MutableMapping[str, Any], length: int, language: Language) -> list[tuple[bytes, bytes]]:
    """Without what names the page as it was on disk: a copy in one language is none of the other."""
    stale = (b"content-length", b"etag", b"last-modified")
    kept = [(name, value) for name, value in start["headers"] if name not in stale]
    length_header = [(b"content-length", str(length).encode())] if length else []        # none: the answer to HEAD
    return [*kept, *length_header, (b"content-language", TAGS[language].encode()), (b"vary", b"Accept-Language")]
