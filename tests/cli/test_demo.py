"""The demo's story, as its terminal tells it."""

import subprocess
from pathlib import Path

from tests.running import BIN, Product, environment, running


def told(folder: Path, *command: str, **more: str) -> tuple[int, list[str]]:
    """How a command ended, and its lines."""
    done = subprocess.run(
        [str(BIN / "dixminutes"), *command],
        cwd=folder,
        env=environment(folder, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    return done.returncode, [line.strip() for line in (done.stdout + done.stderr).splitlines()]


def played(product: Product, folder: Path, *options: str) -> list[str]:
    code, lines = told(folder, "play-first-day", *options, PORT=str(product.port))
    assert code == 0, lines
    assert lines[-1] == f"Prêt : http://localhost:{product.port}/phone"
    return lines


def after(lines: list[str], words: str) -> list[str]:
    """The lines that follow the first one with these words."""
    [at, *_] = [number for number, line in enumerate(lines) if words in line]
    return lines[at + 1 :]


def test_a_first_day_then_the_same_on_whatsapp(tmp_path: Path) -> None:
    with running(tmp_path) as product:
        first = played(product, tmp_path)
        assert after(after(first, "REJOINDRE DEMO"), "[Testé ✅]")
        assert not any("WhatsApp" in line for line in first)

        lines = played(product, tmp_path, "--whatsapp")
        assert "déjà jouée" in lines[0]
        closed = after(after(lines, "REJOINDRE DEMO"), "plus de 24 h de silence")
        assert closed[0].startswith("Coach  Ton astuce du jour, «")
        tip = after(closed, "[Voir l’astuce]")
        assert tip[0].startswith("Coach  ")
        assert any(line.endswith("/phone#amina-whatsapp") for line in tip)

        again = played(product, tmp_path, "--whatsapp")
        assert not any("REJOINDRE DEMO" in line for line in again)


def test_the_real_whatsapp_leaves_no_room_for_a_played_one(tmp_path: Path) -> None:
    code, [line] = told(tmp_path, "demo", "--whatsapp", TWILIO_ACCOUNT_SID="AC1")
    assert code == 1
    assert "TWILIO_ACCOUNT_SID" in line
