"""The number's throughput and the pair rate (Cloud API, throughput and pair rate limits)."""

from __future__ import annotations

from dataclasses import dataclass

PAIR_SECONDS = 6.0
PAIR_BURST = 45


class Throughput:
    """A second's worth of messages may leave at once; it refills evenly."""

    def __init__(self, per_second: float) -> None:
        self._rate = per_second
        self._tokens = per_second
        self._at = 0.0

    def take(self, now: float) -> bool:
        """Whether one more message fits."""
        self._tokens = min(self._rate, self._tokens + (now - self._at) * self._rate)
        self._at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


@dataclass(slots=True)
class Pair:
    """What was sent to one customer: a burst is allowed, and paid back with silence."""

    free_at: float = 0.0
    burst_at: float = 0.0
    burst: int = 0

    def take(self, now: float) -> bool:
        """Whether one more message to this customer fits."""
        if now >= self.free_at:
            self.free_at, self.burst_at, self.burst = now, now, 0
        elif now - self.burst_at > PAIR_SECONDS or self.burst >= PAIR_BURST:
            return False
        self.free_at += PAIR_SECONDS
        self.burst += 1
        return True
