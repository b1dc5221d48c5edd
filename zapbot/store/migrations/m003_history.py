"""Which version a rollback went back to, and a contact's executions found quickly: replay and trace read them."""

SQL = """
alter table flow_versions add column rolled_back_to integer;
create index executions_contact on executions (contact_id, id)
"""
