"""Hands over to the supervisor, a process of its own that carries nothing of ours."""

import os
import socket
import sys
from pathlib import Path

from cli.refusal import Refused
from core.settings import Settings

HOME = Path(__file__).parent.parent


def supervise(chosen: Settings, *then: str, phones: bool = False) -> None:
    """Become the supervisor of the Procfile's processes; does not return.

    An embedded Redis is started too unless REDIS_URL names one; `phones` turns on the browser
    phones, whatever the environment says. Raises Refused when PORT is taken.
    """
    _port_free(chosen.port)
    redis = ["--redis"] if chosen.redis_url is None else []
    var = ["--var", str(chosen.dixminutes_var), "--procfile", str(HOME / "Procfile")]
    command = [sys.executable, "-m", "cli.up", *var, *redis, "--", *then]
    sys.stdout.flush()
    given = {**os.environ, "PHONE_ENABLED": "1"} if phones else os.environ
    os.execve(sys.executable, command, given)  # noqa: S606


def _port_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0", port))  # noqa: S104 - the address the web process will use
        except OSError as error:
            raise Refused(f"le port {port} est pris : choisis-en un autre avec PORT=…") from error
