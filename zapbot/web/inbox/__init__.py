"""The inbox: where people take over. A pane a file: the list, the thread, the composer, who has it, the contact."""
