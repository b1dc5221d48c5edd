"""The keys of the inbox: one table, from which the page's help is drawn and which its script obeys."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One key and what it does: `name` is what the page is told, `keys` is written as `aria-keyshortcuts` has it."""

    name: str
    keys: str

    @property
    def parts(self) -> list[str]:
        """The keys one by one, as a keyboard is labelled."""
        return [{"Control": "Ctrl", "Escape": "Esc"}.get(key, key) for key in self.keys.split("+")]


ALL = (
    Shortcut("next", "Alt+J"),
    Shortcut("previous", "Alt+K"),
    Shortcut("search", "/"),
    Shortcut("palette", "Control+K"),
    Shortcut("reply", "Alt+L"),
    Shortcut("note", "Alt+P"),
    Shortcut("attach", "Control+Alt+A"),
    Shortcut("resolve", "Alt+E"),
    Shortcut("resolve_next", "Control+Alt+E"),
    Shortcut("snooze", "Alt+M"),
    Shortcut("help", "?"),
    Shortcut("close", "Escape"),
)
