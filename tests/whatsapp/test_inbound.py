"""What each kind of webhook means."""

import json
from typing import Any

import pytest

from tests.whatsapp import corpus
from zapbot.connector import (
    Broken,
    Echo,
    Edited,
    Inbound,
    Other,
    Reaction,
    Renamed,
    Revoked,
    Sender,
    StatusChange,
    Update,
)
from zapbot.errors import MalformedEventError
from zapbot.whatsapp import inbound

ANA = Sender(bsuid="BR.70000000000000000001", wa_id="5511955550101", name="Ana Ribeiro")
AT = corpus.RECEIVED_AT


def parsed(name: str) -> list[Update]:
    return inbound.parse(corpus.body(name), AT, corpus.PHONE_NUMBER_ID)


def only(name: str) -> Any:
    (update,) = parsed(name)
    return update


def words(update: Update) -> str:
    """An update in a few words."""
    match update:
        case Inbound(kind="option"):
            return f"option {update.option}"
        case Inbound():
            return update.kind if update.wakes_bot else f"{update.kind}, silent"
        case Echo(message):
            return f"echo {message.kind}"
        case StatusChange():
            return f"{update.status} {update.code}" if update.code else update.status
        case Other():
            return f"other {update.field}"
    return type(update).__name__.lower()


KINDS = {
    "inbound/text.json": ["text"],
    "inbound/text_empty_body.json": ["text"],
    "inbound/text_only_whitespace.json": ["text"],
    "inbound/text_4096_emoji.json": ["text"],
    "inbound/image.json": ["image"],
    "inbound/image_without_id.json": ["image"],
    "inbound/image_media_not_available.json": ["image"],
    "inbound/audio_voice.json": ["audio"],
    "inbound/voice_old_type.json": ["audio"],
    "inbound/video.json": ["video"],
    "inbound/document.json": ["document"],
    "inbound/sticker_animated.json": ["sticker"],
    "inbound/location_with_place.json": ["location"],
    "inbound/location_out_of_range.json": ["location"],
    "inbound/contacts_full.json": ["contacts"],
    "inbound/order.json": ["order"],
    "inbound/reaction.json": ["reaction"],
    "inbound/reaction_removed_empty_emoji.json": ["reaction"],
    "inbound/interactive_button_reply.json": ["option opt_sim"],
    "inbound/interactive_list_reply.json": ["option row_2"],
    "inbound/interactive_list_reply_old_menu.json": ["option row_menu_removido"],
    "inbound/template_button_with_context.json": ["option CONFIRMA_42"],
    "inbound/template_button_without_payload.json": ["option Confirmar"],
    "inbound/interactive_nfm_reply.json": ["interactive"],
    "inbound/interactive_nfm_reply_array.json": ["interactive"],
    "inbound/interactive_nfm_reply_garbage.json": ["interactive"],
    "inbound/interactive_call_permission_accept.json": ["interactive, silent"],
    "inbound/interactive_empty_object.json": ["interactive, silent"],
    "inbound/interactive_unknown_reply_type.json": ["interactive, silent"],
    "inbound/interactive_without_object.json": ["interactive, silent", "other errors"],
    "inbound/unsupported_with_type.json": ["unsupported, silent"],
    "inbound/unsupported_that_holds_text.json": ["unsupported, silent"],
    "inbound/unsupported_131060_currently_unavailable.json": ["unsupported, silent"],
    "inbound/type_unknown.json": ["unsupported, silent"],
    "inbound/type_invented.json": ["holograma, silent"],
    "inbound/type_invented_without_object.json": ["telepatia, silent"],
    "inbound/request_welcome.json": ["request_welcome, silent"],
    "inbound/edit.json": ["edited"],
    "inbound/revoke.json": ["revoked"],
    "inbound/system_user_changed_number.json": ["renamed"],
    "inbound/system_user_changed_user_id.json": ["renamed"],
    "inbound/system_customer_changed_number_old_shape.json": ["renamed"],
    "inbound/system_customer_identity_changed.json": ["other system"],
    "inbound/system_unknown_type.json": ["other system"],
    "inbound/system_without_object.json": ["other system"],
    "inbound/group_message.json": ["other group"],
    "inbound/phone_number_id_not_ours.json": ["other messages"],
    "inbound/no_sender_at_all.json": ["broken"],
    "statuses/sent.json": ["sent"],
    "statuses/delivered.json": ["delivered"],
    "statuses/read.json": ["read"],
    "statuses/played.json": ["played"],
    "statuses/deleted.json": ["deleted"],
    "statuses/unknown_status_value.json": ["teletransportado"],
    "statuses/failed_131026_undeliverable.json": ["failed 131026"],
    "statuses/failed_code_as_string.json": ["failed 131047"],
    "statuses/failed_old_errors_shape.json": ["failed 470"],
    "statuses/failed_without_errors.json": ["failed"],
    "statuses/same_message_read_before_sent.json": ["read", "delivered", "sent"],
    "statuses/phone_number_id_not_ours.json": ["other messages"],
    "other/smb_message_echoes_text.json": ["echo text"],
    "other/smb_message_echoes_image.json": ["echo image"],
    "other/smb_message_echoes_edit.json": ["edited"],
    "other/smb_message_echoes_revoke.json": ["revoked"],
    "other/user_id_update.json": ["renamed"],
    "other/value_errors_only.json": ["other errors"],
    "other/value_errors_beside_message.json": ["text", "other errors"],
    "other/history.json": ["imported", "imported"],
    "other/invented_field.json": ["other campo_que_nao_existe"],
    "other/object_instagram.json": ["other instagram"],
    "other/messages_field_with_nothing_inside.json": [],
    "batches/two_phone_number_ids_mixed.json": ["text", "other messages", "text", "other messages"],
    "batches/same_wamid_twice_in_one_list.json": ["text", "text"],
    "batches/one_bad_message_between_good_ones.json": ["text", "broken", "text", "broken", "text"],
    "batches/one_bad_change_between_good_ones.json": ["text", "broken", "broken", "text"],
    "malformed/entry_empty_list.json": [],
    "malformed/changes_absent.json": ["broken"],
    "malformed/messages_object_not_list.json": ["broken"],
    "malformed/message_type_list.json": ["broken"],
    "malformed/text_is_string.json": ["text"],
    "malformed/text_body_integer.json": ["text"],
    "malformed/duplicate_keys.json": ["text"],
    "malformed/huge_integer_beyond_64_bits_in_unused_key.json": ["text"],
}


@pytest.mark.parametrize(("name", "expected"), KINDS.items())
def test_each_body_means_what_it_should(name: str, expected: list[str]) -> None:
    assert [words(update) for update in parsed(name)] == expected


@pytest.mark.parametrize(
    "name",
    [
        "bom.bin",
        "empty_body.bin",
        "only_whitespace.bin",
        "gzip_bytes.bin",
        "invalid_utf8.bin",
        "utf16_encoded.bin",
        "raw_nul_byte.bin",
        "json_truncated.json",
        "json_trailing_garbage.json",
        "json_array.json",
        "json_null.json",
        "lone_high_surrogate.json",
        "number_1e999.json",
        "huge_integer_5000_digits.json",
        "object_absent.json",
        "object_not_a_string.json",
        "entry_absent.json",
        "entry_not_a_list.json",
    ],
)
def test_what_is_no_webhook_is_malformed_with_a_reason(name: str) -> None:
    with pytest.raises(MalformedEventError, match=r"the body is not|`entry` is not a list"):
        parsed(f"malformed/{name}")


@pytest.mark.parametrize("opening", ["[", '{"a":', '{"object":"whatsapp_business_account","entry":['])
def test_json_nested_200_000_deep_is_malformed_and_nothing_worse(opening: str) -> None:
    with pytest.raises(MalformedEventError):
        inbound.parse(opening.encode() * 200_000, AT, None)


def test_a_text_is_read_whole() -> None:
    message = only("inbound/text_one_line_signature_vector.json")
    assert message == Inbound(
        id="wamid.TEST0001",
        at=1790000000.0,
        sender=ANA,
        kind="text",
        text="Olá",
        content={"body": "Olá"},
        number="800000000000001",
    )


def test_contacts_are_matched_to_messages_by_id_not_by_order() -> None:
    for name in ("contacts_in_another_order", "contacts_in_another_order_bsuid_only"):
        messages = parsed(f"inbound/{name}.json")
        assert [(m.text, m.sender.name) for m in messages if isinstance(m, Inbound)] == [
            ("eu sou a Ana", "Ana Ribeiro"),
            ("eu sou o Bruno", "Bruno Lima"),
        ]


def test_the_card_of_somebody_else_names_nobody() -> None:
    who = only("inbound/contact_of_someone_else.json").sender
    assert who == Sender(bsuid="BR.70000000000000000001", wa_id="5511955550101")


@pytest.mark.parametrize(
    ("name", "bsuid", "parent", "wa_id"),
    [
        ("bsuid_in_from_and_wa_id", "BR.70000000000000000001", None, None),
        ("bsuid_only_no_from_no_wa_id", "BR.70000000000000000001", None, None),
        ("bsuid_only_no_contacts", "BR.70000000000000000001", None, None),
        ("bsuid_only_from_empty_string", "BR.70000000000000000001", None, None),
        ("wa_id_empty_string", "BR.70000000000000000001", None, "5511955550101"),
        ("wa_id_absent_but_from_present", "BR.70000000000000000001", None, "5511955550101"),
        ("contacts_absent", "BR.70000000000000000001", None, "5511955550101"),
        ("phone_only_no_bsuid", None, None, "5511955550101"),
        ("contact_with_parent_user_id", "BR.70000000000000000001", "BR.ENT.80000000000000000001", "5511955550101"),
        ("wa_id_different_from_from", "BR.70000000000000000012", None, "553185550103"),
    ],
)
def test_a_sender_is_known_by_what_there_is(
    name: str, bsuid: str | None, parent: str | None, wa_id: str | None
) -> None:
    who = only(f"inbound/{name}.json").sender
    assert (who.bsuid, who.parent_bsuid, who.wa_id) == (bsuid, parent, wa_id)


@pytest.mark.parametrize(
    "name", ["contact_without_profile", "contact_profile_without_name", "contact_profile_name_null"]
)
def test_a_profile_without_a_name_is_no_name(name: str) -> None:
    assert only(f"inbound/{name}.json").sender.name is None


def test_a_username_loses_its_at_sign() -> None:
    assert only("inbound/contact_username_with_at_sign.json").sender.username == "anaribeiro"
    assert only("inbound/contact_with_username.json").sender.username == "anaribeiro"


def test_a_huge_profile_name_is_cut() -> None:
    assert len(only("inbound/contact_profile_name_huge.json").sender.name) == 200


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("inbound/text_timestamp_integer.json", 1790000101.0),
        ("inbound/text_timestamp_milliseconds.json", 1790000102.0),
        ("inbound/text_timestamp_milliseconds_integer.json", 1790000103.0),
        ("inbound/text_timestamp_in_the_future.json", AT),
        ("inbound/text_timestamp_zero.json", AT),
        ("malformed/message_timestamp_not_numeric.json", AT),
        ("malformed/message_timestamp_negative.json", AT),
        ("malformed/message_timestamp_unicode_digits.json", AT),
        ("malformed/message_without_timestamp.json", AT),
        ("malformed/message_timestamp_beyond_any_date.json", AT),
    ],
)
def test_a_timestamp_is_read_as_seconds_and_never_lies_in_the_future(name: str, at: float) -> None:
    assert int(only(name).at) == int(at)


def test_a_message_of_five_days_ago_is_late_and_keeps_its_time() -> None:
    message = only("inbound/text_timestamp_five_days_old.json")
    assert message.late
    assert message.at == 1789568000.0


def test_a_tap_says_which_option_and_what_was_read_on_it() -> None:
    tap = only("inbound/interactive_list_reply.json")
    assert (tap.option, tap.text, tap.reply_to) == ("row_2", "Segunda via", "wamid.OUT.INTERACTIVELISTREPLY")


@pytest.mark.parametrize("name", ["reaction_removed_empty_emoji", "reaction_removed_without_emoji_key"])
def test_a_reaction_is_taken_back_in_both_ways(name: str) -> None:
    assert only(f"inbound/{name}.json").emoji == ""


def test_a_nul_in_a_text_is_dropped() -> None:
    text = only("inbound/text_nul_character.json").text
    assert text
    assert "\0" not in text


def test_an_id_of_nothing_but_nuls_is_no_id() -> None:
    changed = corpus.body("inbound/text.json").replace(b'"wamid.IN.TEXT"', b'"\\u0000"')
    (update,) = inbound.parse(changed, AT, corpus.PHONE_NUMBER_ID)
    assert isinstance(update, Broken)


def test_media_are_named_by_id_and_a_hostile_file_name_is_kept_as_data_only() -> None:
    image = only("inbound/image.json")
    assert image.file is not None
    assert (image.file.id, image.text) == (image.content["id"], image.content["caption"])
    assert (image.file.mime, image.file.sha256) == (image.content["mime_type"], image.content["sha256"])
    assert only("inbound/image_without_id.json").file is None
    document = only("inbound/document_filename_path_traversal.json")
    assert "../" in document.content["filename"]
    assert "../" not in document.text


def test_what_stands_beside_a_message_is_kept_with_it() -> None:
    referral = only("inbound/referral_ad_image.json").content["_"]["referral"]
    assert referral["source_type"] == "ad"
    assert only("inbound/forwarded.json").content["_"]["context"] == {"forwarded": True}


def test_an_unknown_type_is_kept_whole() -> None:
    message = only("inbound/type_invented.json")
    assert message.content["type"] == "holograma"
    assert not message.opens_window


def test_an_edit_brings_the_new_text() -> None:
    edit = only("inbound/edit.json")
    assert isinstance(edit, Edited)
    assert (edit.original, edit.text) == ("wamid.IN.EDITORIGINAL", "Bom dia! Abrem amanhã?")
    assert isinstance(only("inbound/revoke.json"), Revoked)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (
            "inbound/system_user_changed_number.json",
            Sender(wa_id="5511955550101"),
            Sender(wa_id="5511955550199"),
        ),
        (
            "inbound/system_customer_changed_number_old_shape.json",
            Sender(wa_id="5511955550101"),
            Sender(wa_id="5511955550199"),
        ),
        (
            "inbound/system_user_changed_user_id.json",
            Sender(bsuid="BR.70000000000000000001", wa_id="5511955550101"),
            Sender("BR.70000000000000000002", "BR.ENT.80000000000000000002", "5511955550199"),
        ),
        (
            "inbound/system_user_changed_user_id_without_phone.json",
            Sender(bsuid="BR.70000000000000000001"),
            Sender(bsuid="BR.70000000000000000002"),
        ),
        (
            "other/user_id_update.json",
            Sender(bsuid="BR.70000000000000000001"),
            Sender(bsuid="BR.70000000000000000002", wa_id="5511955550199"),
        ),
    ],
)
def test_a_changed_identity_names_the_old_and_the_new(name: str, old: Sender, new: Sender) -> None:
    renamed = only(name)
    assert isinstance(renamed, Renamed)
    assert (renamed.old, renamed.new) == (old, new)


def test_an_echo_is_about_whom_it_was_written_to() -> None:
    echo = only("other/smb_message_echoes_text.json")
    assert isinstance(echo, Echo)
    assert (echo.message.sender.wa_id, echo.message.text) == ("5511955550101", "Respondido pelo celular")


def test_what_staff_react_to_on_the_phone_is_not_the_customers_reaction() -> None:
    reaction = {"message_id": "wamid.IN.TEXT", "emoji": "👍"}
    assert words(echoed(type="reaction", reaction=reaction)) == "other smb_message_echoes"


@pytest.mark.parametrize(
    "name", ["reaction", "edit", "revoke", "text", "system_user_changed_number", "unsupported_with_type"]
)
def test_whatever_happens_in_a_group_is_ignored(name: str) -> None:
    data = json.loads(corpus.body(f"inbound/{name}.json"))
    data["entry"][0]["changes"][0]["value"]["messages"][0]["group_id"] = "120300000000000001"
    (update,) = inbound.parse(json.dumps(data).encode(), AT, corpus.PHONE_NUMBER_ID)
    assert words(update) == "other group"


def test_a_status_tells_the_attempt_the_reason_and_the_recipient() -> None:
    status = only("statuses/failed_with_callback_data.json")
    assert (status.callback, status.code, status.reason) == ("out:44:2", 131026, "Message Undeliverable.")
    assert status.recipient.wa_id == "5511955550101"
    assert only("statuses/sent_bsuid_without_recipient_id.json").recipient.wa_id is None
    assert only("statuses/delivered_bsuid_in_recipient_id.json").recipient.wa_id is None


def test_a_reaction_without_its_message_is_broken_not_lost() -> None:
    assert isinstance(only("malformed/reaction_without_message_id.json"), Broken)
    assert isinstance(only("inbound/reaction.json"), Reaction)


def echoed(**message: Any) -> Update:
    data = json.loads(corpus.body("other/smb_message_echoes_text.json"))
    echoes = data["entry"][0]["changes"][0]["value"]["message_echoes"]
    echoes[0] = {k: v for k, v in echoes[0].items() if k != "text"} | message
    (update,) = inbound.parse(json.dumps(data).encode(), AT, corpus.PHONE_NUMBER_ID)
    return update
