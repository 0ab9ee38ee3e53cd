-- Filters that somebody gave a name; shared ones are seen by everybody in the workspace.
create table saved_view (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  name text not null,
  filters jsonb not null,
  shared boolean not null,
  created_by text,
  created_at timestamptz not null,
  primary key (workspace_id, id)
);
create unique index saved_view_name on saved_view (workspace_id, lower(name), coalesce(created_by, ''));
alter table saved_view enable row level security;
create policy workspace_wall on saved_view to sluice_app using (workspace_id = sluice_workspace()) with check (workspace_id = sluice_workspace());
grant select, insert, update, delete on saved_view to sluice_app;
