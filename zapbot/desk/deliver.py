"""Send what waits in the outbox: in order per contact, many contacts at once, at the number's pace."""

import asyncio
from collections.abc import Awaitable, Callable

import msgspec
import structlog
from sqlite_utils import Database

from zapbot.connector import Accepted, Connector, Hold, Outcome, Outgoing, Stop, Unknown, Unsent
from zapbot.desk.attach import STORED, Attach, Given
from zapbot.desk.pace import Pace
from zapbot.desk.settle import resume_number, settle, stopped
from zapbot.desk.sweep import settle_doubts
from zapbot.model import Media, file_of, with_file
from zapbot.store import contacts, outbox
from zapbot.store.db import failed, savepoint, transaction
from zapbot.store.outbox import Claim

log = structlog.get_logger()

IN_FLIGHT = 256
TICK_SECONDS = 0.05
GATHER_SECONDS = 0.004
"""With many on their way, wait this little for more answers: one commit then settles them together."""
UPKEEP_SECONDS = 2.0

Sends = dict["asyncio.Task[Outcome]", Claim]


class Delivery:
    """The drain of one number's outbox. One runs at a time in a process; two processes share the work by claims."""

    def __init__(
        self,
        db: Database,
        connector: Connector,
        pace: Pace,
        grace: float,
        now: Callable[[], float],
        stopping: Callable[[], bool] = lambda: False,
        number: str = "",
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._db = db
        self._connector = connector
        self._pace = pace
        self._grace = grace
        self._now = now
        self._stopping = stopping
        self._number = number
        self._sleep = sleep
        self._attach = Attach(db, connector, number)
        self._kept_up_at = 0.0

    async def drain(self) -> float | None:
        """Send until nothing may leave; when there will be something to do again, if that is known."""
        self._pace.probing |= stopped(self._db, self._number) is not None
        sends: Sends = {}
        while True:
            self._keep_up(sends)
            started = self._start(sends)
            if sends:
                await self._wait(sends)
                self._finish(sends)
            elif not started and not await self._short_of_tokens():
                return self._next()

    def _start(self, sends: Sends) -> bool:
        """Claim what may leave and put it on its way; whether anything was claimed."""
        now = self._now()
        room = min(IN_FLIGHT - len(sends), self._pace.room(now, len(sends)))
        if self._stopping() or room < 1 or not outbox.any_ready(self._db, self._number, now):
            return False
        with transaction(self._db):
            claims = outbox.claim(self._db, self._number, now, room, self._grace)
            outgoing = [self._outgoing(claim) for claim in claims]
        self._pace.spend(len(claims))
        for claim, message in zip(claims, outgoing, strict=True):
            sends[asyncio.create_task(self._send(message))] = claim
        return bool(claims)

    def _outgoing(self, claim: Claim) -> Outgoing:
        to = contacts.address(self._db, claim.contact_id)
        return Outgoing(to, claim.content, claim.callback, claim.reply_to, claim.number)

    async def _send(self, message: Outgoing) -> Outcome:
        """Send a message; a file it needs goes first."""
        file = file_of(message.content)
        if file is not None and file.source.startswith(STORED):
            return await self._send_with(message, file)
        return await self._connector.send(message)

    async def _send_with(self, message: Outgoing, file: Media, again: bool = True) -> Outcome:
        """Send a message with a stored file; an earlier upload that Meta has forgotten is made once more."""
        given = await self._attach.give(file, self._now())
        if not isinstance(given, Given):
            return given
        content = with_file(message.content, msgspec.structs.replace(file, source=given.source))
        outcome = await self._connector.send(msgspec.structs.replace(message, content=content))
        if again and self._attach.forget(file, given, outcome):
            return await self._send_with(message, file, again=False)
        return outcome

    async def _wait(self, sends: Sends) -> None:
        await asyncio.wait(sends, timeout=TICK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if len(sends) > 8:
            await asyncio.sleep(GATHER_SECONDS)

    def _finish(self, sends: Sends) -> None:
        """Settle every send that ended, in one transaction."""
        ended = [(task, sends.pop(task)) for task in list(sends) if task.done()]
        if not ended:
            return
        now = self._now()
        with transaction(self._db):
            for task, claim in ended:
                outcome = _outcome(task)
                self._settle(claim, outcome, now)
                self._adapt(claim, outcome, now)

    def _settle(self, claim: Claim, outcome: Outcome, now: float) -> None:
        """Write one ending down; one that cannot be, stays leased and becomes a doubt, and the others are kept."""
        try:
            with savepoint(self._db):
                settle(self._db, claim, outcome, now)
        except Exception as error:
            if failed(error):
                raise
            log.exception("the end of a send cannot be written down", message=claim.id)

    def _adapt(self, claim: Claim, outcome: Outcome, now: float) -> None:
        """Go slower, stop or go on, as the answer says."""
        match outcome:
            case Accepted():
                self._worked(now)
                return
            case Hold(seconds=seconds, scope="number"):
                self._pace.pause(now + seconds)
            case Hold(slower=True):
                self._pace.slower(now)
            case Stop():
                self._pace.stopped(now)
            case Unsent():
                self._pace.unreachable(now)
            case _:
                self._worked(now)
        log.warning("message not sent", message=claim.id, attempt=claim.attempts, outcome=str(outcome))

    def _worked(self, now: float) -> None:
        if self._pace.probing and stopped(self._db, self._number) is not None:
            resume_number(self._db, self._number, now)
        self._pace.worked()

    def _keep_up(self, sends: Sends) -> None:
        """Now and then: keep the leases of what is on its way, settle what others left in doubt."""
        now = self._now()
        if now - self._kept_up_at < UPKEEP_SECONDS:
            return
        self._kept_up_at = now
        with transaction(self._db):
            outbox.renew(self._db, list(sends.values()), now)
            settle_doubts(self._db, now, self._grace)

    async def _short_of_tokens(self) -> bool:
        """Wait for the pace to allow more; False when that is not what keeps messages back."""
        now = self._now()
        wait = self._pace.wait(now)
        if self._stopping() or not 0 < wait <= 1 or not outbox.any_ready(self._db, self._number, now):
            return False
        await self._sleep(max(wait, 0.001))
        return True

    def _next(self) -> float | None:
        now = self._now()
        due = outbox.next_due(self._db, self._number, now, self._grace)
        if self._pace.paused_until > now and outbox.any_ready(self._db, self._number, now):
            return min(due or self._pace.paused_until, self._pace.paused_until)
        return due


def _outcome(task: "asyncio.Task[Outcome]") -> Outcome:
    """How a send ended; a bug in a connector leaves the message in doubt rather than lost or sent twice."""
    error = task.exception()
    if error is None:
        return task.result()
    log.error("connector failed", exc_info=error)
    return Unknown(f"{type(error).__name__}: {error}")
