"""Meta's error codes with title, details and HTTP status (Cloud API, error codes)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """One row of Meta's table."""

    number: int
    title: str
    details: str
    http_status: int = 400
    subcode: int | None = None


_TABLE = (
    Code(0, "AuthException", "Unable to authenticate the app user.", 401),
    Code(1, "An unknown error occurred", "Invalid request or possible server error.", 500),
    Code(2, "Service temporarily unavailable", "Temporary due to downtime or due to being overloaded.", 503),
    Code(
        3,
        "Capability or permissions issue",
        "Application does not have the capability to make this API call.",
        500,
    ),
    Code(4, "Application request limit reached", "The app has reached its API call rate limit."),
    Code(10, "Permission denied", "Application does not have permission for this action.", 403),
    Code(33, "Parameter value is not valid", "The business phone number has been deleted."),
    Code(100, "Invalid parameter", "The request included one or more unsupported or misspelled parameters."),
    Code(190, "Access token has expired", "The access token has expired or is not valid.", 401),
    Code(200, "API Permission", "Permission is either not granted or has been removed.", 403),
    Code(
        368,
        "Temporarily blocked for policies violations",
        "The account has been restricted or disabled.",
        403,
    ),
    Code(470, "Re-engagement message", "More than 24 hours have passed since the customer last replied."),
    Code(613, "Calls to this api have exceeded the rate limit", "Too many calls to this endpoint."),
    Code(80007, "Rate limit issues", "The WhatsApp Business Account has reached its rate limit."),
    Code(
        130429,
        "Rate limit hit",
        "Message failed to send because there were too many messages sent from this phone number"
        " in a short period of time.",
    ),
    Code(130403, "User blocked", "The business has blocked this user."),
    Code(
        130472,
        "User's number is part of an experiment",
        "Failed to send message because this user's phone number is part of an experiment.",
    ),
    Code(
        130497,
        "Business account is restricted from messaging users in this country",
        "The account may not message users in this country.",
    ),
    Code(131000, "Something went wrong", "Message failed to send due to an unknown error.", 500),
    Code(131005, "Access denied", "Permission is either not granted or has been removed.", 403),
    Code(131008, "Required parameter is missing", "The request is missing a required parameter."),
    Code(131009, "Parameter value is not valid", "One or more parameter values are invalid."),
    Code(131016, "Service unavailable", "A service is temporarily unavailable.", 503),
    Code(131021, "Recipient cannot be sender", "Sender and recipient phone number is the same."),
    Code(131026, "Message undeliverable", "Message Undeliverable."),
    Code(
        131030,
        "Recipient phone number not in allowed list",
        "Recipient phone number not in allowed list: Add recipient phone number to recipient list and try again.",
    ),
    Code(131031, "Account has been locked", "The account has been restricted or disabled.", 403),
    Code(131037, "Display name approval needed", "The display name of the number is not approved."),
    Code(
        131042,
        "Business eligibility payment issue",
        "Message failed to send because there were one or more errors related to your payment method.",
    ),
    Code(
        131045,
        "Incorrect certificate",
        "Message failed to send due to a phone number registration error.",
        500,
    ),
    Code(
        131047,
        "Re-engagement message",
        "Message failed to send because more than 24 hours have passed since the customer last replied to this number.",
    ),
    Code(
        131048,
        "Spam rate limit hit",
        "Message failed to send because there are restrictions on how many messages can be sent"
        " from this phone number.",
    ),
    Code(
        131049,
        "Meta chose not to deliver",
        "This message was not delivered to maintain healthy ecosystem engagement.",
    ),
    Code(131051, "Unsupported message type", "Message type is not currently supported."),
    Code(131053, "Media upload error", "Unable to upload the media used in the message."),
    Code(
        131056,
        "(Business Account, Consumer Account) pair rate limit hit",
        "Too many messages sent from the sender phone number to the same recipient phone number"
        " in a short period of time.",
        subcode=2494055,
    ),
    Code(131057, "Account in maintenance mode", "Business Account is in maintenance mode.", 500),
    Code(131062, "Recipient not allowed for this message", "This message needs a phone number."),
    Code(132000, "Number of parameters does not match", "The number of variables does not match the template."),
    Code(132001, "Template name does not exist in the translation", "The template does not exist.", 404),
    Code(132005, "Translated text too long", "The filled text is longer than WhatsApp allows."),
    Code(132012, "Parameter format does not match", "Variable values formatted incorrectly."),
    Code(132018, "Template parameter is not valid", "A template parameter is not valid."),
    Code(132015, "Template is paused", "Template is paused due to low quality."),
    Code(132016, "Template is disabled", "Template has been paused too many times and is now disabled."),
    Code(133004, "Server temporarily unavailable", "Server is temporarily unavailable.", 503),
    Code(
        133010,
        "Phone number not registered",
        "Phone number not registered on the WhatsApp Business Platform.",
    ),
    Code(
        135000,
        "Generic user error",
        "Message failed to send because of an unknown error with your parameters.",
    ),
    Code(139100, "Failed to block/unblock users", "Failed to block or unblock some users."),
    Code(139101, "Blocklist limit reached", "The number blocks as many users as it may."),
    Code(139102, "Blocklist concurrent update", "The list was changed at the same moment: try again."),
    Code(139103, "Internal error", "The list of blocked users cannot be changed now.", 500),
)

CODES = {code.number: code for code in _TABLE}


def code(number: int) -> Code:
    """What Meta says about a code; a code not in the table still answers."""
    return CODES.get(number) or Code(number, "Error", "An error occurred.")
