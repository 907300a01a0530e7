"""What a run found: samples, the target they are held against, the verdict, the tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Literal


@dataclass(frozen=True)
class Figure:
    """One line of the table. Without `target` it is told for information only.

    `sense` says on which side of the target the median has to be.
    """

    name: str
    database: str
    unit: str
    samples: Sequence[float]
    target: float | None = None
    sense: Literal["<=", ">="] = "<="
    whole: float | None = None
    """The value of the whole run, where the samples are parts of one run."""

    @property
    def value(self) -> float:
        """What is judged: the median, or the whole run."""
        return median(self.samples) if self.whole is None else self.whole

    @property
    def verdict(self) -> str:
        """OK, NOT, or nothing without a target."""
        if self.target is None:
            return ""
        held = self.value <= self.target if self.sense == "<=" else self.value >= self.target
        return "OK" if held else "NOT"

    def row(self) -> list[str]:
        """The cells of the table."""
        spread = f"{_short(min(self.samples))} – {_short(max(self.samples))}"
        aim = "" if self.target is None else f"{self.sense.translate(_SIGNS)} {_short(self.target)}"
        value = f"{_short(self.value)} {self.unit}".strip()
        return [self.name, self.database, value, spread, aim, self.verdict]

    def record(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "name": self.name,
            "database": self.database,
            "unit": self.unit,
            "value": self.value,
            "samples": list(self.samples),
            "target": self.target,
            "sense": self.sense if self.target is not None else None,
            "verdict": self.verdict or None,
        }


_SIGNS = {ord("<"): "≤", ord(">"): "≥", ord("="): None}
HEADER = ["figure", "database", "value", "min – max", "target", "held"]


def _short(value: float) -> str:
    if abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def table(figures: Sequence[Figure]) -> str:
    """Aligned for a terminal, and valid Markdown."""
    return aligned([HEADER, *(figure.row() for figure in figures)])


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Rows as a table; the first one is its header."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = [_line(row, widths) for row in rows]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = (f" {cell:<{width}} " for cell, width in zip(row, widths, strict=True))
    return "|" + "|".join(cells) + "|"


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -(-95 * len(ordered) // 100) - 1)]
