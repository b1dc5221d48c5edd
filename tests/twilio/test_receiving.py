"""What comes by way of Twilio is kept like what comes from Meta."""

from pathlib import Path

import pytest

from tests.desk.office import Office
from tests.twilio.posts import ACCOUNT, ANA, DOOR, NUMBER, TOKEN, message, status
from zapbot.twilio.client import Twilio
from zapbot.twilio.form import with_callback

TWILIO = Twilio("http://127.0.0.1:1", ACCOUNT, TOKEN, (NUMBER,), DOOR)
FILES = {
    "NumMedia": "3",
    **{f"MediaUrl{i}": f"https://api.twilio.com/Media/ME{i}" for i in range(3)},
    **{f"MediaContentType{i}": "image/png" for i in range(3)},
}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_one_contact_is_known_by_number_and_name(office: Office) -> None:
    office.post(message("Olá", "SM1"), message("de novo", "SM2"), connector=TWILIO)
    assert office.one(
        "select name, (select value from contact_identifiers where contact_id = contacts.id) from contacts"
    ) == (
        "Ana Ribeiro",
        ANA,
    )
    assert office.texts() == ["Olá", "de novo"]


def test_three_files_of_one_message_are_three_messages_however_often_they_come(office: Office) -> None:
    for _ in range(2):
        office.post(message("veja", "SM1", **FILES), connector=TWILIO)
    assert office.rows("select wamid from messages order by id") == ["SM1", "SM1:1", "SM1:2"]
    assert office.rows("select url from media order by id") == [FILES[f"MediaUrl{i}"] for i in range(3)]


def test_a_status_of_a_message_nobody_knows_changes_nothing(office: Office) -> None:
    office.post(with_callback(status("delivered"), "callback=zapbot%3Ax%3A1"), connector=TWILIO)
    assert office.one("select count(*) from messages") == 0
    assert office.dead() == []


def test_a_body_that_is_no_form_of_twilios_is_a_dead_letter_and_the_next_one_goes_on(office: Office) -> None:
    broken, _ = office.post(b"{}", message("Oi"), connector=TWILIO)
    assert office.dead() == [broken]
    assert office.texts() == ["Oi"]
