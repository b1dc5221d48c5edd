"""WhatsApp's figures. Cloud API fact sheet, section 8.4."""

TEXT = 4096
CAPTION = 1024
BODY = BUTTONS_BODY = 1024
"""The text of an interactive message, but for a list's."""

MENU_BODY = 4096
HEADER = FOOTER = 60
BUTTONS = 3
BUTTON_TITLE = 20
BUTTON_ID = 256
MENU_BUTTON = 20
ROWS = 10
ROW_TITLE = 24
ROW_ID = 200
ROW_DESCRIPTION = 72
SECTION_TITLE = 24
CARDS = 257
EMOJI = 16
"""Code points: the longest emoji, a family with skin tones, has fewer."""

URL = 2000
FILENAME_BYTES = 240
TEMPLATE_NAME = 512
TEMPLATE_PARAMS = 1024
"""The texts that fill a template's body, together."""

TEMPLATE_PARAMS_ALONE = 32_768
"""The same, of a template that is filled nowhere but in its body."""

TEMPLATE_BUTTONS = 10
PAYLOAD = 256
COUPON = 20

WINDOW_SECONDS = 24 * 3600.0
"""How long after the customer's last message WhatsApp lets more than templates out."""

MARGIN_SECONDS = 300.0
"""Left at the end of the window for the message to travel."""

OPEN_SECONDS = WINDOW_SECONDS - MARGIN_SECONDS
