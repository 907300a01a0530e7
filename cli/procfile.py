"""The Procfile: which processes make the installation, one `name: command` a line."""

import re
import shlex
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from string import Template

from cli.refusal import Refused


def read_procfile(path: Path) -> dict[str, str]:
    """The command of each process, in the file's order. Raises Refused."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        raise Refused(f"pas de Procfile ici : {path}") from None
    commands: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = re.fullmatch(r"\s*([A-Za-z0-9_-]+):\s*(\S.*)", line)
        if found is None:
            raise Refused(f"{path}, ligne {number} : écris « nom: commande »")
        commands[found[1]] = found[2].strip()
    return commands


def words(command: str, env: Mapping[str, str]) -> list[str]:
    """The command as the system wants it: no shell, $NAMES filled, our own script found.

    Raises Refused for a quote that is never closed.
    """
    try:
        found = [Template(word).safe_substitute(env) for word in shlex.split(command)]
    except ValueError as wrong:
        raise Refused(f"Procfile : {wrong}") from None
    ours = Path(sys.executable).parent / found[0]
    if shutil.which(found[0], path=env.get("PATH")) is None and ours.exists():
        found[0] = str(ours)
    return found
