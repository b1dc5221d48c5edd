"""Where one can go by name: the places of the rail, and the parts they have. A part is shown once it is asked for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A page: the key of its name, the role it takes, and for a part the key of the name of what it is a part of."""

    name: str
    path: str
    role: str
    of: str = ""


ALL = (
    Place("frame.inbox", "/", "agent"),
    Place("frame.contacts", "/contacts", "agent"),
    Place("frame.reports", "/reports", "supervisor"),
    Place("frame.campaigns", "/campaigns", "supervisor"),
    Place("frame.flows", "/flows", "agent"),
    Place("frame.admin", "/admin", "supervisor"),
    Place("frame.profile", "/profile", "agent"),
    Place("composer.mentions", "/mentions", "agent", "frame.inbox"),
    Place("contacts.import", "/contacts/import", "supervisor", "frame.contacts"),
    Place("dashboard.title", "/dashboard", "admin", "frame.admin"),
    Place("admin.people", "/admin/people", "admin", "frame.admin"),
    Place("admin.teams", "/admin/teams", "admin", "frame.admin"),
    Place("admin.rules", "/admin/rules", "admin", "frame.admin"),
    Place("admin.replies", "/admin/replies", "supervisor", "frame.admin"),
    Place("admin.tags", "/admin/tags", "supervisor", "frame.admin"),
    Place("admin.templates", "/admin/templates", "admin", "frame.admin"),
    Place("admin.numbers", "/admin/numbers", "admin", "frame.admin"),
    Place("admin.webhooks", "/admin/webhooks", "admin", "frame.admin"),
    Place("admin.tokens", "/admin/tokens", "admin", "frame.admin"),
    Place("admin.dead", "/admin/dead", "admin", "frame.admin"),
    Place("admin.audit", "/admin/audit", "admin", "frame.admin"),
)
