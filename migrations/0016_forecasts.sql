-- What was said to come, as it was shown, so that it can be held against what came. scope: 'all', or a pipeline's id. One row a day and horizon;
-- the last word of a day stays. inputs is a hash of what it was made from.
create table forecast_shown (
  workspace_id uuid not null references workspace (id) on delete cascade,
  scope text not null,
  horizon text not null check (horizon in ('month', 'quarter', '90d', '12m', 'nextMonth', 'nextQuarter')),
  day date not null,
  from_day date not null,
  to_day date not null,
  currency text not null,
  middle bigint not null,
  low50 bigint,
  high50 bigint,
  low80 bigint,
  high80 bigint,
  low95 bigint,
  high95 bigint,
  method text not null,
  state text not null,
  n int not null,
  inputs text not null,
  shown_at timestamptz not null,
  primary key (workspace_id, scope, horizon, day)
);

-- What would have been said at the ends of past months, and what came. basis is a hash of the past it was made from.
create table forecast_backtest (
  workspace_id uuid not null references workspace (id) on delete cascade,
  scope text not null,
  basis text not null,
  tried jsonb not null,
  made_at timestamptz not null,
  primary key (workspace_id, scope)
);

-- What is wanted in a month or quarter, from the one that begins on a day on; null: nothing any more.
create table target (
  workspace_id uuid not null references workspace (id) on delete cascade,
  scope text not null,
  stretch text not null check (stretch in ('month', 'quarter')),
  from_day date not null,
  amount_minor bigint,
  primary key (workspace_id, scope, stretch, from_day)
);

do $$
declare t text;
begin
  foreach t in array array['forecast_shown', 'forecast_backtest', 'target'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy workspace_wall on %I to sluice_app using (workspace_id = sluice_workspace()) with check (workspace_id = sluice_workspace())', t);
    execute format('grant select, insert, update, delete on %I to sluice_app', t);
  end loop;
end $$;
