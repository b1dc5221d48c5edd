"""The REST API: one controller a noun, the same verbs as the command line, every error as problem+json."""
