"""Leaves a failing model alone for a while: nobody waits for what will not come."""

from dataclasses import dataclass, field

FAILURES = 3
REST = 60.0
"""Seconds without a call after FAILURES in a row; then one call is let through to see."""


@dataclass
class Breaker:
    """Counts failures in a row. Times are seconds of any clock that only goes forward."""

    failures: int = field(default=0, init=False)
    _until: float = field(default=0.0, init=False)

    def closed(self, now: float) -> bool:
        """Whether a call may be made. After a rest only one may, until it has ended."""
        if self.failures < FAILURES:
            return True
        if now < self._until:
            return False
        self._until = now + REST
        return True

    def worked(self) -> None:
        """A call ended well."""
        self.failures = 0

    def failed(self, now: float) -> None:
        """A call ended badly."""
        self.failures += 1
        if self.failures >= FAILURES:
            self._until = now + REST
