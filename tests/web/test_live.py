"""The live stream of a real server: nothing is missed, nobody who is gone is remembered, the server can end."""

import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest

from tests.stack import Stack, until
from tests.web.listening import Browser, happen, heard, listening
from zapbot.store import heartbeat
from zapbot.store.db import connect
from zapbot.web.live import MOST_BEHIND, MOST_STREAMS


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One server for all."""
    with Stack(tmp_path_factory.mktemp("live")) as running:
        running.start("serve")
        yield running


@pytest.fixture(scope="module")
def ana(stack: Stack) -> Iterator[Browser]:
    """Somebody signed in."""
    with closing(Browser(stack, "Ana", "admin")) as browser:
        yield browser


def test_what_happens_between_the_page_and_its_stream_is_heard(stack: Stack, ana: Browser) -> None:
    page = ana.journal()
    missed = happen(stack, 3)
    with listening(ana, page) as stream:
        heard(stream, missed)
        later = happen(stack, 2)
        heard(stream, later)
    assert stream.ids == missed + later


def test_a_stream_goes_on_after_the_line_the_browser_names_however_old_its_address_is(
    stack: Stack, ana: Browser
) -> None:
    page = ana.journal()
    first, second, third = happen(stack, 3)
    with listening(ana, page, **{"Last-Event-ID": str(first)}) as stream:
        heard(stream, [second, third])
    assert stream.ids == [second, third]


def test_who_slept_for_hours_is_told_to_load_anew(stack: Stack, ana: Browser) -> None:
    page = ana.journal()
    last = happen(stack, MOST_BEHIND + 1)[-1]
    with listening(ana, page) as stream:
        heard(stream, [last])
    assert [line["kind"] for _, line in stream.lines] == ["reset"]


def test_who_knows_a_line_of_another_store_is_told_to_load_anew(ana: Browser) -> None:
    newest = ana.journal()
    with listening(ana, newest + 1_000_000) as stream:
        heard(stream, [newest])
    assert [line["kind"] for _, line in stream.lines] == ["reset"]


def test_a_burst_comes_whole_and_in_order(stack: Stack, ana: Browser) -> None:
    with listening(ana, ana.journal()) as stream:
        lines = happen(stack, MOST_BEHIND - 50)
        heard(stream, lines)
    assert stream.ids == lines


def test_what_is_only_told_has_no_number(ana: Browser, stack: Stack) -> None:
    with closing(Browser(stack, "Bia")) as bia, listening(ana, ana.journal()) as stream:
        happen(stack)
        until(lambda: stream.lines, 5, "the stream is open")
        bia.http.post("/presence", json={"page": "p1", "conversation": 7}, headers={"X-CSRF-Token": bia.csrf})
        until(lambda: stream.told, 5, "somebody looks")
    told = {"kind": "presence", "conversation": 7, "people": [{"id": bia.id, "name": "Bia", "typing": False}]}
    assert stream.told[0] == told


def test_one_person_holds_few_streams(ana: Browser, stack: Stack) -> None:
    with ExitStack() as open:
        streams = [open.enter_context(listening(ana, ana.journal())) for _ in range(MOST_STREAMS + 1)]
        until(streams[0].ended.is_set, 5, "the oldest stream ends")
        line = happen(stack)
        for stream in streams[1:]:
            heard(stream, line)
        assert not any(stream.ended.is_set() for stream in streams[1:])


def test_who_listens_hears_when_the_worker_is_gone_and_when_it_is_back(stack: Stack, ana: Browser) -> None:
    db = connect(stack.data_dir)
    with closing(db):
        heartbeat.beat(db, "1", time.time())
        with listening(ana, ana.journal()) as stream:
            until(lambda: stream.troubles, 5, "how it is, is told at once")
            db.execute("delete from settings where key = ?", (heartbeat.KEY,))
            until(lambda: len(stream.troubles) > 1, 10, "the worker is gone")
            heartbeat.beat(db, "1", time.time())
            until(lambda: len(stream.troubles) > 2, 10, "the worker is back")
    assert stream.troubles[0] == stream.troubles[2] == "none"
    assert stream.troubles[1] != "none"


def test_nobody_listens_who_is_not_signed_in(stack: Stack) -> None:
    answer = stack.client.get(f"{stack.server}/live")
    assert answer.status_code in (401, 303)
    assert "data:" not in answer.text


def test_a_client_that_never_reads_does_not_hold_the_others_up(stack: Stack, ana: Browser) -> None:
    deaf = socket.create_connection(("127.0.0.1", stack.server_port))
    deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    cookie = "; ".join(f"{name}={value}" for name, value in ana.http.cookies.items())
    deaf.sendall(f"GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode())
    with listening(ana, ana.journal()) as stream:
        for _ in range(8):
            heard(stream, happen(stack, MOST_BEHIND - 50), 10)
    deaf.close()
    assert len(stream.ids) == 8 * (MOST_BEHIND - 50)


def test_a_server_that_was_killed_comes_back_and_nothing_is_missed(tmp_path_factory: pytest.TempPathFactory) -> None:
    with Stack(tmp_path_factory.mktemp("killed")) as stack, ExitStack() as own:
        stack.start("serve")
        ana = own.enter_context(closing(Browser(stack, "Ana")))
        with listening(ana, ana.journal()) as stream:
            before = happen(stack, 2)
            heard(stream, before)
            stack.kill("serve", signal.SIGKILL)
            assert stream.ended.wait(5)
        meanwhile = happen(stack, 3)
        stack.start("serve")
        with listening(ana, stream.ids[-1]) as again:
            after = happen(stack, 1)
            heard(again, meanwhile + after)
        assert again.ids == meanwhile + after


def test_a_server_with_open_streams_ends_when_it_is_told_to(tmp_path_factory: pytest.TempPathFactory) -> None:
    with Stack(tmp_path_factory.mktemp("ended")) as stack:
        stack.start("serve")
        with ExitStack() as open:
            ana = open.enter_context(closing(Browser(stack, "Ana")))
            streams = [open.enter_context(listening(ana, 0)) for _ in range(3)]
            happen(stack)
            until(lambda: all(stream.lines for stream in streams), 5, "all listen")
            began = time.monotonic()
            code = stack.kill("serve", signal.SIGTERM)
            took = time.monotonic() - began
        assert took < 5, f"it took {took:.1f} s"
        assert code in (0, -signal.SIGTERM)
        assert "Traceback" not in stack.log("serve")


def test_a_line_says_whether_a_thread_has_a_sentence_for_it(stack: Stack, ana: Browser) -> None:
    with listening(ana, ana.journal()) as stream:
        silent, told = happen(stack, kind="call.finished"), happen(stack, kind="conversation.resolved")
        heard(stream, silent + told)
    assert [line.get("told") for _, line in stream.lines] == [None, True]
