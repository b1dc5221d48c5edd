"""Every error that is meant for a person.

    ZapbotError                 exit code 1, a sentence that says what to do
    ├── UsageError              exit code 2: settings or arguments are wrong
    │   └── MomentError         a time that is past, or too far ahead
    ├── NewerSchemaError        the data directory was written by a newer zapbot
    ├── NotFoundError           the thing named does not exist
    ├── ConflictError           it clashes with what is there already
    ├── InvalidContentError     a message WhatsApp would refuse
    ├── ConsentError            marketing to somebody who wants none, or none today
    ├── BlockedError            a message to somebody who is blocked
    ├── InvalidRecipientError   nobody can be written to by that name
    ├── WindowClosedError       only a template may be sent: the customer has not written lately
    ├── NotSignedInError        nobody, or nobody any more, is known by this password or token
    │   └── CodeNeededError     the password is right, the code of the second step is missing
    ├── FlowFilesError          flow files with problems; nothing was imported
    └── MalformedEventError     a signed webhook that cannot be understood

A class's docstring is its message when none is given.
"""

import inspect


class ZapbotError(Exception):
    """Something went wrong."""

    exit_code = 1

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or inspect.getdoc(type(self)))


class UsageError(ZapbotError):
    """The command was called in a way it does not understand."""

    exit_code = 2


class MomentError(UsageError):
    """A message is planned for a moment to come, within a year."""


class NewerSchemaError(ZapbotError):
    """This data directory was written by a newer zapbot: install that version or a later one."""


class NotFoundError(ZapbotError):
    """There is no such thing."""


class ConflictError(ZapbotError):
    """This clashes with what is there already."""


class InvalidContentError(ZapbotError):
    """WhatsApp would refuse this message."""


class InvalidRecipientError(ZapbotError):
    """Nobody can be written to by that name: write a phone like +55 31 98555-0103, a user id, or contact:12."""


class WindowClosedError(ZapbotError):
    """The customer has not written in the last 24 hours: WhatsApp takes only a template now.

    `wrote_at` is when they last wrote to the number, None when they never did.
    """

    def __init__(self, message: str | None = None, wrote_at: float | None = None) -> None:
        super().__init__(message)
        self.wrote_at = wrote_at


class NotSignedInError(ZapbotError):
    """Sign in first: a token of `zapbot tokens add`, or one of POST /api/auth/token."""


class CodeNeededError(NotSignedInError):
    """This person signs in with a second step: give the six digits of their authenticator app too.

    `user_id` is who showed the right password.
    """

    def __init__(self, message: str | None = None, user_id: int = 0) -> None:
        super().__init__(message)
        self.user_id = user_id


class ConsentError(ZapbotError):
    """This person must not get marketing messages now."""


class BlockedError(ZapbotError):
    """This contact is blocked, so nothing can be sent to them: unblock them on their page in the inbox first."""


class FlowFilesError(ZapbotError):
    """The flow files have problems; nothing was imported."""


class MalformedEventError(ZapbotError):
    """The webhook body is not one WhatsApp documents."""
