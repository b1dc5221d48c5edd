"""A local WhatsApp Cloud API with a phone in the browser: real HTTP, signed webhooks, faults on demand."""
