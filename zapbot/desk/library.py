"""The imported flows, compiled once per version and kept as long as the process lives."""

from dataclasses import replace
from datetime import datetime, tzinfo

from sqlite_utils import Database

from zapbot.desk.send import is_open
from zapbot.desk.wishes import Wishes
from zapbot.flow import hours, reader
from zapbot.flow.definition import Flow
from zapbot.flow.scene import Person, Scene
from zapbot.model import Contact, Conversation
from zapbot.store import flow_files, flows, teams


class Library:
    """Flows by version. A version never changes, so nothing here is ever stale."""

    def __init__(self, zone: tzinfo, wishes: Wishes | None = None) -> None:
        self.zone = zone
        self.wishes = wishes or Wishes()
        self._versions: dict[int, Flow | None] = {}
        self._files: dict[int, dict[str, str]] = {}

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

    def files(self, db: Database, version: int) -> dict[str, str]:
        """The hashes of the files beside a version, by their paths."""
        if version not in self._files:
            self._files[version] = {file.path: file.sha256 for file in flow_files.of_version(db, version)}
        return self._files[version]

    def scene(self, db: Database, contact: Contact, conversation: Conversation, now: float) -> Scene:
        """The world as a flow sees it for a contact in a conversation at a moment."""
        here = datetime.fromtimestamp(now, self.zone)
        person = Person(contact.name or "", contact.phone or "", contact.tags, contact.fields)
        there = {team: hours.parse(text) for team, text in teams.hours(db).items()}
        closed = frozenset(team for team, when in there.items() if not when.open_at(here))
        return Scene(here, person, closed, is_open(db, conversation, now), there)
