"""What `zapbot send` is made of: what was given, the message it describes, and sending one or very many."""
