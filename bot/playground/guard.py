"""What every request passes: only this machine's own page and bot get in, and what goes wrong is said in plain words.

Knows hosts, origins, and the two ways of saying no (the page's and Telegram's). Must not know what any request does.
"""

from __future__ import annotations

import logging
import re
import traceback

import orjson
from aiohttp import web
from aiohttp.typedefs import Handler

from .errors import BotApiError, PlayError

LARGEST_BODY = 64 * 1024
_HERE = re.compile(r"(127\.0\.0\.1|localhost)(:\d+)?", re.IGNORECASE)
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

log = logging.getLogger(__name__)


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse strangers, turn errors into words, add the headers."""
    try:
        _only_from_here(request)
        response = await handler(request)
    except PlayError as error:
        response = _sorry(error.status, str(error))
    except web.HTTPException as error:
        response = _no_such_thing(request, error)
    except Exception as error:
        # Only the place: the message of an exception may quote what a person typed.
        place = traceback.extract_tb(error.__traceback__)[-1]
        log.error("%s in %s, line %s", type(error).__name__, place.filename, place.lineno)
        response = _sorry(500, "Something went wrong inside the playground. Nothing was sent.")
    if not response.prepared:
        response.headers.update(_HEADERS)
    return response


def _sorry(status: int, sentence: str) -> web.Response:
    return web.Response(status=status, body=orjson.dumps({"error": sentence}), content_type="application/json")


def _no_such_thing(request: web.Request, error: web.HTTPException) -> web.Response:
    if request.path.startswith("/bot"):
        body = BotApiError(error.status, error.reason).as_json()
        return web.Response(status=error.status, body=orjson.dumps(body), content_type="application/json")
    return _sorry(error.status, error.reason)


def _only_from_here(request: web.Request) -> None:
    """Another site must reach neither the page's API nor the bot's, whatever name it gives this machine (DNS rebinding)."""
    if not _HERE.fullmatch(request.headers.get("Host", "")):
        raise PlayError("The playground answers only on 127.0.0.1 and localhost.", 403)
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"http://{request.headers['Host']}":
        raise PlayError("The playground takes requests from its own page only.", 403)


async def read_json(request: web.Request) -> dict[str, object]:
    """The body of a POST from the page. Raises PlayError with the fitting status."""
    if request.content_type != "application/json":
        raise PlayError("Send the request as application/json.", 415)
    body = b""
    try:
        while len(body) <= LARGEST_BODY and (part := await request.content.read(LARGEST_BODY + 1)):
            body += part
    except web.RequestPayloadError:
        raise PlayError("The request cannot be read.") from None
    if len(body) > LARGEST_BODY:
        raise PlayError("That is too long: a request can have at most 64 KB.", 413)
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise PlayError("The request is not valid JSON.") from None
    if not isinstance(value, dict):
        raise PlayError("The request must be a JSON object.")
    return value
