"""How often somebody may call: counts kept in this process, on whatever clock the caller goes by."""

from dataclasses import dataclass

MOST_KEYS = 10_000
"""Callers remembered at most: whoever has many addresses must not fill the memory."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Where a caller stands: calls left, seconds until they start anew, and whether this one was too many."""

    limit: int
    remaining: int
    reset: float
    over: bool


class Throttle:
    """So many calls in so many seconds for each key; the time begins with the first call."""

    def __init__(self, limit: int, seconds: float) -> None:
        self.limit = limit
        self.seconds = seconds
        self._windows: dict[str, tuple[float, int]] = {}

    def count(self, key: str, now: float) -> Counted:
        """Note a call."""
        begun, calls = self._window(key, now)
        if key not in self._windows and len(self._windows) >= MOST_KEYS:
            self._forget(now)
        self._windows[key] = begun, calls + 1
        return self._counted(begun, calls + 1, now)

    def give_back(self, key: str, now: float) -> None:
        """A call that is not to count after all."""
        begun, calls = self._window(key, now)
        if calls:
            self._windows[key] = begun, calls - 1

    def look(self, key: str, now: float) -> Counted:
        """Where a key stands, without a call."""
        return self._counted(*self._window(key, now), now)

    def _window(self, key: str, now: float) -> tuple[float, int]:
        begun, calls = self._windows.get(key, (now, 0))
        return (begun, calls) if now - begun < self.seconds else (now, 0)

    def _counted(self, begun: float, calls: int, now: float) -> Counted:
        return Counted(self.limit, max(0, self.limit - calls), begun + self.seconds - now, calls > self.limit)

    def _forget(self, now: float) -> None:
        """Drop what is over, else the older half."""
        current = [(key, window) for key, window in self._windows.items() if now - window[0] < self.seconds]
        self._windows = dict(current[-MOST_KEYS // 2 :])


class SignIns:
    """Guesses at passwords: few from one address, and slow ones at one account, which nobody can lock that way.

    Each try counts from its beginning, so that guesses made at once do not slip through, until it was right.
    """

    DELAY, LONGEST_DELAY = 1.0, 8.0

    def __init__(self) -> None:
        self._bursts = Throttle(5, 20)
        self._hours = Throttle(20, 15 * 60)
        self._accounts = Throttle(10, 15 * 60)
        self._codes = Throttle(10, 15 * 60)

    def refused(self, address: str, now: float) -> float:
        """Note a try; seconds to stay away when there were too many from this address, else 0."""
        counts = [self._bursts.count(address, now), self._hours.count(address, now)]
        return max((counted.reset for counted in counts if counted.over), default=0.0)

    def passed(self, address: str, now: float) -> None:
        """A try noted at `now` was right: an office behind one address is not kept out by its own people."""
        self._bursts.give_back(address, now)
        self._hours.give_back(address, now)

    def delay(self, account: str, now: float) -> float:
        """Seconds an answer about an account takes longer, by the failures it has had."""
        found = self._accounts.look(account.lower(), now)
        if found.remaining:
            return 0.0
        return self.LONGEST_DELAY if found.over else self.DELAY

    def failed(self, account: str, now: float) -> None:
        """Note a wrong password."""
        self._accounts.count(account.lower(), now)

    def code_refused(self, user_id: int, now: float) -> float:
        """Note a try at somebody's code; seconds to wait when there were too many, else 0.

        Whoever tries codes knows the password: nobody else can keep a person out this way.
        """
        counted = self._codes.count(str(user_id), now)
        return counted.reset if counted.over else 0.0
