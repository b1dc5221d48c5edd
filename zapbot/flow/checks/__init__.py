"""The mistakes a flow can have although each part of it is well formed: one kind of mistake, one file."""
