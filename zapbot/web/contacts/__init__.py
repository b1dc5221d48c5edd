"""Contacts as a list, one by one, made one of two, and as files."""
