"""Listening: on 127.0.0.1 and nowhere else."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from pipeline.serve.app import build_app

LOCAL = "127.0.0.1"


def serve(out: Path, baseline: Path, *, port: int, opened: Callable[[str], None]) -> None:
    """Serve `out` until Ctrl-C. port: 0 for any that is free. opened: told the address once it can be opened.

    Raises OSError where the port is taken.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((LOCAL, port))
        listening.listen()
        chosen = listening.getsockname()[1]
        token = secrets.token_urlsafe(24)
        app = build_app(out, baseline, token=token, port=chosen)
        # no access log: its lines would hold the token
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
        opened(f"http://{LOCAL}:{chosen}/{token}/index.html")
        uvicorn.Server(config).run(sockets=[listening])
