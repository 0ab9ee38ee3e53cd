-- What was backed up, and how it went. Above workspaces, as a backup holds all of them: the application role has no right to it.
create table backup (
  id uuid primary key,
  nightly boolean not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  file text,
  bytes bigint,
  error text
);
create index backup_started on backup (started_at desc);
alter table backup enable row level security;
