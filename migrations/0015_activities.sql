-- Something that a person means to do, often a measure against a jam.
create table task (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  title text not null,
  text text not null,
  due_day date,
  owner_id text,
  pipeline_id uuid,
  stage_id text,
  measure text,
  done_at timestamptz,
  created_by text,
  created_at timestamptz not null,
  primary key (workspace_id, id)
);
create index task_due on task (workspace_id, done_at, due_day);

-- What was changed in the shop or in how it sells, and when: later trends show it beside their curves.
create table change_note (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  day date not null,
  title text not null,
  text text not null,
  pipeline_id uuid,
  stage_id text,
  measure text,
  created_by text,
  created_at timestamptz not null,
  primary key (workspace_id, id)
);
create index change_note_day on change_note (workspace_id, day);

alter table task enable row level security;
create policy workspace_wall on task to sluice_app using (workspace_id = sluice_workspace()) with check (workspace_id = sluice_workspace());
grant select, insert, update, delete on task to sluice_app;
alter table change_note enable row level security;
create policy workspace_wall on change_note to sluice_app using (workspace_id = sluice_workspace()) with check (workspace_id = sluice_workspace());
grant select, insert, update, delete on change_note to sluice_app;
