"""A private PostgreSQL server: its own folder, a unix socket, gone when the tests end."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

_USER = "postgres"  # the server refuses to run as root; Debian's package brings this user


def programs() -> Path | None:
    """The folder of initdb and postgres, the newest version; None where they are not installed."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).parent
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parent.parent.name))
    return places[-1].parent if places else None


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server; `user` is its superuser."""

    socket: Path
    user: str

    def new_database(self) -> str:
        """The URL of a new, empty database."""
        name = f"evidence_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(self._dsn("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"postgresql://{self.user}@/{name}?host={self.socket}"

    def _dsn(self, name: str) -> str:
        return f"host={self.socket} user={self.user} dbname={name}"


@contextmanager
def running(bin_folder: Path) -> Iterator[Cluster]:
    """Start a server of one's own; it forgets to sync, as no test outlives it."""
    folder = Path(tempfile.mkdtemp(prefix="evidence-pg-", dir="/tmp"))
    become: list[str] = []
    user = pwd.getpwuid(os.getuid()).pw_name
    if os.getuid() == 0:
        user = _USER
        shutil.chown(folder, _USER, _USER)
        become = ["setpriv", f"--reuid={_USER}", f"--regid={_USER}", "--clear-groups"]
    data = folder / "data"
    subprocess.run(
        [*become, bin_folder / "initdb", "-D", data, "-U", user, "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
        check=True, capture_output=True, cwd=folder,
    )  # fmt: skip
    settings = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_wal_size=4GB -c shared_buffers=256MB"
    control = [*become, bin_folder / "pg_ctl", "-D", data, "-w", "-l", folder / "log"]
    try:
        subprocess.run([*control, "-o", settings, "start"], check=True, stdout=subprocess.DEVNULL, cwd=folder)
        yield Cluster(folder, user)
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, stdout=subprocess.DEVNULL, cwd=folder)
        shutil.rmtree(folder, ignore_errors=True)
