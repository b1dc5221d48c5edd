"""How each kind of message is drawn: a shape, which is a template of `inbox/kinds`, and what it shows."""
