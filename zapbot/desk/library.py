"""The imported flows, compiled once per version and kept as long as the process lives."""

from dataclasses import replace
from datetime import datetime, tzinfo

from sqlite_utils import Database

from zapbot.flow import reader
from zapbot.flow.definition import Flow
from zapbot.flow.scene import Person, Scene
from zapbot.model import Contact
from zapbot.store import flows


class Library:
    """Flows by version. A version never changes, so nothing here is ever stale."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._versions: dict[int, Flow | None] = {}

    def active(self, db: Database) -> list[Flow]:
        """The flows new conversations may begin with."""
        loaded = (self.version(db, id) for id in flows.active_ids(db))
        return [flow for flow in loaded if flow is not None]

    def version(self, db: Database, id: int) -> Flow | None:
        """The flow of a version; None when this zapbot cannot understand it any more."""
        if id not in self._versions:
            stored = flows.version(db, id)
            flow = reader.load(stored.source, stored.file).flow if stored else None
            self._versions[id] = replace(flow, version=id) if flow else None
        return self._versions[id]

    def scene(self, contact: Contact, now: float) -> Scene:
        """The world as a flow sees it for a contact at a moment."""
        person = Person(contact.name or "", contact.phone or "", contact.tags, contact.fields)
        return Scene(datetime.fromtimestamp(now, self._zone), person)
