"""How fast the number may send: a token bucket that slows down when WhatsApp says so and recovers slowly."""

import math
from dataclasses import dataclass, field

SLOWEST = 1.0
BURST_SECONDS = 1.0
RECOVERY_PER_SECOND = 1.05
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
STOP_PAUSE = 60.0


@dataclass(slots=True)
class Pace:
    """Messages per second for one number. Times are seconds; the caller brings the clock."""

    limit: float
    rate: float = field(init=False)
    probing: bool = False
    _tokens: float = field(init=False)
    _filled_at: float = field(default=0.0, init=False)
    _paused_until: float = field(default=0.0, init=False)
    _failures: int = field(default=0, init=False)
    _slowed_at: float = field(default=-math.inf, init=False)

    def __post_init__(self) -> None:
        self.rate = self.limit
        self._tokens = self.burst

    @property
    def burst(self) -> float:
        """How many may leave at once after a rest: a tenth of a second's worth, at least one."""
        return max(1.0, self.rate / 10)

    def room(self, now: float, in_flight: int) -> int:
        """How many messages may leave now."""
        if now < self._paused_until:
            return 0
        if self.probing:
            return 0 if in_flight else 1
        self._fill(now)
        return int(self._tokens)

    def spend(self, count: int) -> None:
        """Messages left."""
        self._tokens -= count

    def wait(self, now: float) -> float:
        """Seconds until there is room again."""
        if now < self._paused_until:
            return self._paused_until - now
        return max(0.0, (1 - self._tokens) / self.rate)

    @property
    def paused_until(self) -> float:
        """When the number may send again."""
        return self._paused_until

    def pause(self, until: float) -> None:
        """Send nothing before this time."""
        self._paused_until = max(self._paused_until, until)

    def slower(self, now: float) -> None:
        """WhatsApp said too fast: half the rate, once for all that were on their way together."""
        if now < self._slowed_at + BURST_SECONDS:
            return
        self._slowed_at = now
        self.rate = max(SLOWEST, self.rate / 2)
        self._tokens = min(self._tokens, self.burst)

    def unreachable(self, now: float) -> None:
        """No connection: the first retry at once, the next ones after longer and longer pauses."""
        if now >= self._paused_until:
            self.pause(now + min(LONGEST_PAUSE, FIRST_PAUSE * 2**self._failures))
            self._failures += 1
        self.probing = True

    def stopped(self, now: float) -> None:
        """The number may not send: try one message a minute until it may."""
        self.pause(now + STOP_PAUSE)
        self.probing = True

    def worked(self) -> None:
        """A message was answered: the way is free."""
        self._failures = 0
        self.probing = False

    def _fill(self, now: float) -> None:
        passed = max(0.0, now - self._filled_at) if self._filled_at else 0.0
        self._filled_at = now
        if self.rate < self.limit:
            self.rate = min(self.limit, self.rate * RECOVERY_PER_SECOND ** min(passed, 60.0))
        self._tokens = min(self.burst, self._tokens + passed * self.rate)
