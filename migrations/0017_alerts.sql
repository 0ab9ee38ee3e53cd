-- Changes that were found in weekly series. Each is told once: what is found again is the same row. A row that waits for its week has no told_at.
create table alert (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  metric text not null,
  pipeline_id uuid,
  stage_id text,
  segment_by text,
  segment text,
  direction smallint not null check (direction in (-1, 1)),
  since_day date not null,
  since_low date not null,
  since_high date not null,
  compared_from date not null,
  looked_to date not null,
  before double precision not null,
  after double precision not null,
  change_low double precision not null,
  change_high double precision not null,
  n_before bigint not null,
  n_after bigint not null,
  money_low bigint,
  money_high bigint,
  currency text not null,
  chance double precision not null,
  horizon_days double precision,
  found_at timestamptz not null,
  told_at timestamptz,
  over_since date,
  dismissed_at timestamptz,
  dismissed_by text,
  seen_by text[] not null default '{}',
  primary key (workspace_id, id)
);
create index alert_told on alert (workspace_id, told_at desc, id);

-- When a workspace was last looked through for changes: at which ledger row and on which of its days.
create table alert_look (
  workspace_id uuid not null references workspace (id) on delete cascade,
  day date not null,
  seq bigint not null,
  looked_at timestamptz not null,
  primary key (workspace_id)
);

do $$
declare t text;
begin
  foreach t in array array['alert', 'alert_look'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy workspace_wall on %I to sluice_app using (workspace_id = sluice_workspace()) with check (workspace_id = sluice_workspace())', t);
    execute format('grant select, insert, update, delete on %I to sluice_app', t);
  end loop;
end $$;
