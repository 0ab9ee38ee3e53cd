-- What an import changed of somebody's, found by whose it was: an undo asks for a thousand people at a time.
create index import_before_contact on import_before (workspace_id, import_id, room, (before ->> 'contact_id')) where before is not null;
