"""The worker asks WhatsApp how the number stands, with real processes."""

from pathlib import Path

from tests.stack import SECRETS, Stack, until

NUMBER = SECRETS["ZAPBOT_WHATSAPP_PHONE_NUMBER_ID"]


def test_the_numbers_health_is_known_soon_after_the_worker_starts(tmp_path: Path) -> None:
    with Stack(tmp_path) as stack:
        stack.start("sandbox", "worker")
        until(lambda: stack.status()["numbers"][NUMBER]["quality"] == "GREEN", 30, "the quality is known")
        about = stack.status()["numbers"][NUMBER]
        assert (about["limit"], about["status"], about["throughput"]) == (2000, "CONNECTED", "STANDARD")
        assert about["name"]
        assert about["stopped"] is None


def test_a_channel_that_cannot_be_reached_stops_nothing(tmp_path: Path) -> None:
    with Stack(tmp_path) as stack:
        stack.start("worker")
        until(lambda: "nothing is known of the number's health" in stack.log("worker"), 30, "the attempt is noted")
        assert stack.status()["numbers"][NUMBER]["quality"] is None
        assert stack.running["worker"].poll() is None
