-- The past of a shop, fetched through its own API, and the comparison of its days with ours.

-- What was fetched rather than sent: which fetch brought it. Its facts are written with cause 'import', and live events go before it.
alter table inbound add column past_id uuid;
create index inbound_past on inbound (workspace_id, source_id, id) where status = 'waiting' and past_id is not null;
create index shop_order_placed on shop_order (workspace_id, scope, placed_at) where placed_at is not null;

-- How a source's shop is asked. key_sealed is JSON of the credentials under the seal; reach_days is how far back the key lets us look (null: all).
-- compared_day is the last day on which the daily comparison was set to work.
create table source_key (
  workspace_id uuid not null,
  source_id uuid not null,
  url text not null,
  key_sealed text not null,
  reach_days int,
  created_at timestamptz not null,
  compared_day date,
  primary key (workspace_id, source_id),
  foreign key (workspace_id, source_id) references source (workspace_id, id) on delete cascade
);

-- The newest fetch of a source's past. cursor says what to ask next and is written with the rows of the page before; step counts the pages, so that
-- of two processes that ask for the same page only one writes it. trouble is why it waits or why it stopped: a code.
create table source_past (
  workspace_id uuid not null,
  source_id uuid not null,
  id uuid not null,
  state text not null check (state in ('running', 'paused', 'stopped', 'cancelled', 'done')),
  from_at timestamptz,
  months int,
  cursor jsonb not null,
  step int not null default 0,
  customers_total int,
  customers_done int not null default 0,
  orders_total int,
  orders_done int not null default 0,
  changes_done int not null default 0,
  kept int not null default 0,
  next_at timestamptz not null,
  trouble text,
  tries int not null default 0,
  started_at timestamptz not null,
  resumed_at timestamptz not null,
  resumed_done int not null default 0,
  ended_at timestamptz,
  primary key (workspace_id, source_id),
  foreign key (workspace_id, source_id) references source (workspace_id, id) on delete cascade
);
create index source_past_running on source_past (next_at) where state = 'running';

-- One day of a source by the workspace's calendar: what the shop says (sums by currency), what stands here. todo is what the worker has still to do;
-- heal_id marks what a healing put into inbound, so that the comparison after it waits for that.
create table source_day (
  workspace_id uuid not null,
  source_id uuid not null,
  day date not null,
  todo text check (todo in ('compare', 'heal', 'confirm')),
  todo_at timestamptz,
  tries int not null default 0,
  trouble text,
  heal_id uuid,
  compared_at timestamptz,
  sums jsonb not null default '[]',
  gap_count int not null default 0,
  primary key (workspace_id, source_id, day),
  foreign key (workspace_id, source_id) references source (workspace_id, id) on delete cascade
);
create index source_day_todo on source_day (todo_at) where todo is not null;

create table source_gap (
  workspace_id uuid not null,
  source_id uuid not null,
  day date not null,
  external_id text not null,
  number text,
  why text not null check (why in ('missing_here', 'different_total', 'different_refund', 'missing_at_shop', 'unreadable')),
  reason text,
  currency text,
  shop_minor bigint,
  here_minor bigint,
  primary key (workspace_id, source_id, day, external_id),
  foreign key (workspace_id, source_id, day) references source_day (workspace_id, source_id, day) on delete cascade
);

do $$
declare t text;
begin
  foreach t in array array['source_key', 'source_past', 'source_day', 'source_gap'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy workspace_wall on %I to sluice_app using (workspace_id = sluice_workspace()) with check (workspace_id = sluice_workspace())', t);
    execute format('grant select, insert, update, delete on %I to sluice_app', t);
  end loop;
end $$;
