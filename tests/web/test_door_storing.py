"""POST /webhook: whatever is signed is on disk before it is answered, or the answer is 503."""

import resource
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.stack import until
from tests.web.conftest import SECRET, Door, body
from zapbot.whatsapp.signature import sign

MEGABYTE = 1024 * 1024
LIMIT = 4 * MEGABYTE


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"null",
        b"[]",
        b"not json",
        b"\xff\xfe\x00",
        b"\xef\xbb\xbf{}",
        b'{"object":"page"}',
        b'{"entry":1e999}',
        b'{"entry":"\\ud800"}',
        b"[" * 200_000,
    ],
    ids=lambda garbage: garbage[:12].decode("latin-1"),
)
def test_signed_garbage_is_kept_and_answered_200(door: Door, garbage: bytes) -> None:
    before = door.stored(garbage)
    assert door.post(garbage).status_code == 200
    assert door.stored(garbage) == before + 1


def test_the_largest_body_meta_sends_is_stored(door: Door) -> None:
    message = body("x" * 3 * MEGABYTE)
    assert door.post(message).status_code == 200
    assert door.stored(message) == 1


def test_a_body_in_chunks_of_unannounced_length_is_stored(door: Door) -> None:
    message = body("y" * MEGABYTE)
    answer = door.send(_chunks(message), {"X-Hub-Signature-256": sign(message, SECRET)})
    assert answer.status_code == 200
    assert door.stored(message) == 1


def test_a_body_past_four_mebibytes_is_refused(door: Door) -> None:
    message, before = b"z" * (LIMIT + 1), door.count()
    assert door.post(message).status_code == 413
    assert door.count() == before


def test_chunks_past_four_mebibytes_are_refused(door: Door) -> None:
    message, before = b"z" * (LIMIT + 1), door.count()
    assert door.send(_chunks(message), {"X-Hub-Signature-256": sign(message, SECRET)}).status_code == 413
    assert door.count() == before
    assert door.post(body()).status_code == 200


def test_posts_at_the_same_time_are_all_stored(door: Door) -> None:
    messages = [body(f"message {number}") for number in range(20)]
    with ThreadPoolExecutor(20) as threads:
        statuses = [answer.status_code for answer in threads.map(door.post, messages)]
    assert statuses == [200] * 20
    assert [door.stored(message) for message in messages] == [1] * 20


def test_the_same_post_ten_times_at_once_is_answered_200_each_time(door: Door) -> None:
    message = body()
    with ThreadPoolExecutor(10) as threads:
        statuses = [answer.status_code for answer in threads.map(door.post, [message] * 10)]
    assert statuses == [200] * 10
    assert door.stored(message) >= 1


def test_a_store_locked_for_a_moment_delays_the_answer(door: Door) -> None:
    message = body()
    with ThreadPoolExecutor(1) as threads:
        with door.locked():
            answer = threads.submit(door.post, message)
            time.sleep(0.5)
            assert not answer.done()
        assert answer.result().status_code == 200
    assert door.stored(message) == 1


def test_a_store_locked_for_too_long_is_a_503_and_then_all_is_well(door: Door) -> None:
    message = body()
    with door.locked():
        answer = door.post(message)
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert door.stored(message) == 0
    assert door.post(message).status_code == 200
    assert door.stored(message) == 1


def test_a_full_disk_is_a_503_and_then_all_is_well(door: Door) -> None:
    kept, refused = body(), body("w" * 3 * MEGABYTE)
    assert door.post(kept).status_code == 200
    with _no_file_past(door.stack.running["serve"].pid, MEGABYTE):
        answers = [door.post(refused).status_code for _ in range(3)]
        assert door.get("/health").status_code == 200
    assert answers == [503] * 3
    assert door.stored(refused) == 0
    assert door.post(refused).status_code == 200
    assert (door.stored(kept), door.stored(refused)) == (1, 1)


def test_a_server_out_of_file_handles_goes_on_storing(own_door: Callable[..., Door]) -> None:
    door = own_door()
    door.stack.start("serve")
    messages = [body("v" * 3 * MEGABYTE) for _ in range(8)]
    pid = door.stack.running["serve"].pid
    handles = len(list(Path(f"/proc/{pid}/fd").iterdir()))
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (handles, handles))
    assert [door.post(message).status_code for message in messages] == [200] * 8
    assert [door.stored(message) for message in messages] == [1] * 8
    until(lambda: "checkpointed" in door.log(), 5, "the failed checkpoint is told")


def test_a_sender_that_hangs_up_halfway_leaves_nothing(door: Door) -> None:
    message, before = body(), door.count()

    def half() -> Iterator[bytes]:
        yield message[: len(message) // 2]
        raise InterruptedError

    with pytest.raises(InterruptedError):
        door.send(half(), {"X-Hub-Signature-256": sign(message, SECRET)})
    assert door.post(body()).status_code == 200
    assert door.count() == before + 1


def test_a_store_that_was_replaced_while_the_server_runs_gets_the_next_webhooks(
    own_door: Callable[..., Door],
) -> None:
    door = own_door()
    door.stack.start("serve")
    assert door.post(body()).status_code == 200
    for name in ("zapbot.db", "zapbot.db-wal", "zapbot.db-shm"):
        (door.stack.data_dir / name).unlink()
    message = body()
    assert [door.post(message).status_code for _ in range(3)] == [503] * 3
    (door.stack.data_dir / "zapbot.db").write_bytes(b"not restored yet" * 100)
    assert [door.post(message).status_code for _ in range(3)] == [503] * 3
    (door.stack.data_dir / "zapbot.db").unlink()
    assert door.stack.zapbot("migrate").returncode == 0
    until(lambda: door.post(message).status_code == 200, 10, "the new store is found")
    assert door.stored(message) == 1


@contextmanager
def _no_file_past(pid: int, size: int) -> Iterator[None]:
    """While inside, a process can write no file past a size: what a full disk is to it."""
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def _chunks(message: bytes) -> Iterator[bytes]:
    for start in range(0, len(message), 65536):
        yield message[start : start + 65536]


def test_the_answer_to_what_was_stored_is_empty(door: Door) -> None:
    answer = door.post(body("sem resposta"))
    assert (answer.status_code, answer.content) == (200, b"")
