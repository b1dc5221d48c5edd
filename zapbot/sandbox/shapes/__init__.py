"""The shapes a send may have, checked as strictly as Meta checks them: one kind of message per file."""
