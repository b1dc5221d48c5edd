"""Meta's dialect: what comes in, what goes out, what each answer means."""
