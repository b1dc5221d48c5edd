"""Every error that is meant for a person.

    ZapbotError                 exit code 1, a sentence that says what to do
    ├── UsageError              exit code 2: settings or arguments are wrong
    ├── NewerSchemaError        the data directory was written by a newer zapbot
    ├── NotFoundError           the thing named does not exist
    ├── InvalidContentError     a message WhatsApp would refuse
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


class NewerSchemaError(ZapbotError):
    """This data directory was written by a newer zapbot: install that version or a later one."""


class NotFoundError(ZapbotError):
    """There is no such thing."""


class InvalidContentError(ZapbotError):
    """WhatsApp would refuse this message."""


class FlowFilesError(ZapbotError):
    """The flow files have problems; nothing was imported."""


class MalformedEventError(ZapbotError):
    """The webhook body is not one WhatsApp documents."""
