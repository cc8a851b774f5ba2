"""Who may come in: this computer's own browser, with the token, from this server's own pages."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOSTS = ("127.0.0.1", "localhost")
HEADERS: Mapping[str, str] = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


def refusal(method: str, headers: Mapping[str, str], port: int) -> str | None:
    """Why a request is refused, None where it is not.

    A strange Host is a rebound name; a strange Origin or Sec-Fetch-Site another site's page; and a request that would
    change something must say that it comes from here, in JSON, which no other site's form can send.
    """
    hosts = {f"{name}:{port}" for name in HOSTS}
    if headers.get("host") not in hosts:
        return "this server answers to 127.0.0.1 only"
    origin = headers.get("origin")
    if origin is not None and origin not in {f"http://{host}" for host in hosts}:
        return "another site's request"
    if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        return "another site's request"
    if method not in ("GET", "HEAD"):
        if origin is None:
            return "a request that changes something must say where it comes from"
        if headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return "only JSON is taken"
    return None


class Gate:
    """Refuses what does not belong, before anything looks at it, and sends every answer with safe headers."""

    def __init__(self, app: ASGIApp, *, token: str, port: int) -> None:
        self._app = app
        self._token = token
        self._port = port

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                extra = [(k.encode(), v.encode()) for k, v in HEADERS.items()]
                message = {**message, "headers": [*message["headers"], *extra]}
            await send(message)

        answer = self._refused(scope)
        await (answer or self._app)(scope, receive, sending)

    def _refused(self, scope: Scope) -> Response | None:
        why = refusal(scope["method"], Headers(scope=scope), self._port)
        if why is not None:
            return PlainTextResponse(why, status_code=403)
        given = scope["path"].split("/")[1]
        if not secrets.compare_digest(given.encode(), self._token.encode()):
            return PlainTextResponse("open the address that `pipeline serve` printed, with its token", status_code=404)
        return None
