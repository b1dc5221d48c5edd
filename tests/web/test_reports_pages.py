"""Reports and the dashboard as pages, their tables as files, their charts beside tables."""

import re
import time
from collections.abc import Iterator

import pytest
from markupsafe import Markup

from tests.store.people import person, queue
from tests.web.office_door import Browser, Site, site_of
from zapbot.store import contacts, heartbeat
from zapbot.store.db import transaction
from zapbot.web import charts, dashboard, report_tables
from zapbot.web.csv_file import lines


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site, with a contact whose label is a formula."""
    with site_of(tmp_path_factory.mktemp("reports") / "data") as running:
        with running.store() as db, transaction(db):
            id = person(db, at=time.time())
            contacts.tag(db, id, ["=1+1", "<b>"], [], time.time())
            queue(db, id, at=time.time())
        yield running


@pytest.fixture(scope="module")
def bia(site: Site) -> Browser:
    """A supervisor's browser."""
    return site.browser("supervisor")


def test_a_report_shows_charts_and_the_same_as_tables(bia: Browser) -> None:
    page = bia.get("/reports").text
    assert page.count('role="img"') >= 2
    assert page.count("<table") == 7
    assert "<b>" not in page.replace("&lt;b&gt;", "")
    assert "style=" not in page


@pytest.mark.parametrize("period", ["today", "30", "month", "last_month", "9999", "x"])
def test_every_period_is_answered(bia: Browser, period: str) -> None:
    assert bia.get(f"/reports?period={period}").status_code == 200


def test_a_span_is_taken_as_it_was_asked_for_and_never_goes_beyond_today(bia: Browser) -> None:
    page = bia.get("/reports?first=2026-01-05&last=2026-01-09").text
    assert 'value="2026-01-05"' in page
    assert 'value="2026-01-09"' in page
    for odd in ("first=2999-01-01&last=2999-02-01", "first=2026-02-01&last=2026-01-01", "last=0001-01-01"):
        assert bia.get(f"/reports?{odd}").status_code == 200, odd


@pytest.mark.parametrize("emptied", ["first=&last=", "first=tomorrow", "period=7&first=&last="])
def test_days_that_are_none_show_the_last_week(bia: Browser, emptied: str) -> None:
    shown = bia.get(f"/reports?{emptied}")
    assert shown.status_code == 200
    assert (
        bia.get("/reports/volume.csv").text.splitlines()[1:]
        == bia.get(f"/reports/volume.csv?{emptied}").text.splitlines()[1:]
    )


def test_a_table_as_a_file_computes_nothing(bia: Browser) -> None:
    answer = bia.get("/reports/labels.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    assert "'=1+1" in answer.content.decode("utf-8-sig")
    assert bia.get("/reports/nothing.csv").status_code == 404


def test_reports_are_for_supervisors_and_the_dashboard_for_admins(site: Site, bia: Browser) -> None:
    assert site.browser("agent").get("/reports").status_code == 403
    assert bia.get("/dashboard").status_code == 403


def test_the_dashboard_says_what_is_wrong_and_what_is_well(site: Site) -> None:
    admin = site.browser("admin")
    page = admin.get("/dashboard").text
    assert "zapbot worker" in page
    with site.store() as db, transaction(db):
        heartbeat.beat(db, "1", time.time())
    part = admin.get("/dashboard", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "zapbot worker" not in part
    assert 'class="well"' in part


def test_bars_are_as_high_as_their_parts_and_say_them(site: Site) -> None:
    drawn = charts.bars(["a", '<x">'], [(1, 3), (0, 0)], "name", str)
    heights = [float(height) for height in re.findall(r'<rect [^>]*height="([\d.]+)"', drawn)]
    assert heights[1] == pytest.approx(3 * heights[0], rel=0.01)
    assert len(heights) == 2
    assert "<x" not in drawn
    assert isinstance(drawn, Markup)


@pytest.mark.parametrize(
    ("most", "end"), [(0, 4), (5, 6), (10, 10), (11, 20), (219, 300), (1001, 2000), (10**6, 10**6)]
)
def test_an_axis_ends_at_a_round_number_above_all(most: int, end: int) -> None:
    assert charts.nice(most) == end


def test_the_largest_field_of_a_heat_map_is_the_strongest_and_nothing_is_empty() -> None:
    drawn = charts.heat(["seg"], ["0", "1", "2"], [[0, 1, 90]], "name")
    assert re.findall(r'class="heat-(\d)"', drawn) == ["0", "1", "5"]
    assert 'class="heat-0"' in charts.heat(["seg"], ["0"], [[0]], "name")


def test_a_line_without_anything_lies_on_the_ground() -> None:
    assert 'points="0.0,38.0' in charts.sparkline([0] * 60, "name")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(None, "—"), (5, "5 s"), (125, "2 min"), (3900, "1 h 05"), (93600 + 3600 * 3, "1 d 5 h")],
)
def test_times_are_said_in_short(seconds: float | None, said: str) -> None:
    assert report_tables.duration(seconds) == said


def test_sizes_are_said_as_a_brazilian_writes_them() -> None:
    assert [dashboard.size(n) for n in (0, 1500, 2_500_000, 78_400_000_000)] == ["0 B", "2 KB", "2,5 MB", "78,4 GB"]


def test_a_file_of_many_rows_is_written_in_parts() -> None:
    parts = list(lines(["n"], ([n] for n in range(1200))))
    assert len(parts) == 3
    assert len(b"".join(parts).splitlines()) == 1201
