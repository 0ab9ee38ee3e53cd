-- The whole first schema. Every table of a workspace begins its keys with workspace_id and stands behind row-level security.
do $$ begin
  create role sluice_app nologin;
exception when duplicate_object or unique_violation then null;
end $$;
grant sluice_app to current_user;

create function sluice_workspace() returns uuid language sql stable
  as $$ select nullif(current_setting('sluice.workspace', true), '')::uuid $$;

-- One merchant. last_seq is the number of its newest ledger row; who holds this row's lock is the one writer of its ledger.
create table workspace (
  id uuid primary key,
  name text not null,
  kind text not null check (kind in ('own', 'demo')),
  currency text not null,
  time_zone text not null,
  language text not null,
  value_with_tax boolean not null default true,
  value_with_shipping boolean not null default true,
  demo jsonb,
  last_seq bigint not null default 0,
  created_at timestamptz not null default now()
);

create table pipeline (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  name text not null,
  template text not null,
  version int not null,
  position int not null,
  stages jsonb not null,
  idle jsonb not null,
  created_at timestamptz not null default now(),
  archived_at timestamptz,
  primary key (workspace_id, id)
);

create table pipeline_version (
  workspace_id uuid not null,
  pipeline_id uuid not null,
  version int not null,
  name text not null,
  stages jsonb not null,
  idle jsonb not null,
  saved_at timestamptz not null,
  saved_by text,
  primary key (workspace_id, pipeline_id, version),
  foreign key (workspace_id, pipeline_id) references pipeline (workspace_id, id) on delete cascade
);

-- Where facts come from. scope keeps the order numbers of a second shop apart from those of the first.
create table source (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  kind text not null check (kind in ('segment', 'script', 'shopify', 'woocommerce', 'demo')),
  name text not null,
  pipeline_id uuid not null,
  scope text not null default '',
  write_key text,
  secret_sealed text,
  previous_secret_sealed text,
  created_at timestamptz not null default now(),
  removed_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, pipeline_id) references pipeline (workspace_id, id) on delete cascade
);
create unique index source_write_key on source (write_key) where write_key is not null;
create index source_by_id on source (id);

-- What came in, as it came: the queue of the intake, the memory that drops duplicates, and the log of a source.
create table inbound (
  workspace_id uuid not null,
  source_id uuid not null,
  external_id text not null,
  id bigint generated always as identity,
  received_at timestamptz not null,
  skew_ms bigint not null default 0,
  kind text not null,
  status text not null default 'waiting' check (status in ('waiting', 'accepted', 'ignored', 'refused', 'failed')),
  reason text,
  tries int not null default 0,
  who text,
  contact_id uuid,
  body text,
  primary key (workspace_id, source_id, external_id)
);
create index inbound_waiting on inbound (workspace_id, id) where status = 'waiting';
create index inbound_log on inbound (workspace_id, source_id, id);
create index inbound_who on inbound (workspace_id, who) where who like '%@%';

create table company (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  name text not null,
  external_key text,
  created_at timestamptz not null,
  primary key (workspace_id, id)
);
create unique index company_key on company (workspace_id, external_key) where external_key is not null;

create table contact (
  workspace_id uuid not null,
  id uuid not null,
  name text,
  email text,
  phone text,
  city text,
  country text,
  company_id uuid,
  profile jsonb not null default '{}',
  touch jsonb,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  -- What lists are sorted by: moves once a day, so that most facts about a known person touch no index.
  seen_day date generated always as ((last_seen_at at time zone 'UTC')::date) stored,
  lead_at timestamptz,
  first_order_at timestamptz,
  last_order_at timestamptz,
  order_count int not null default 0,
  fact_count int not null default 0,
  merged_into uuid,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create extension if not exists pg_trgm;
create index contact_recent on contact (workspace_id, seen_day desc, id desc) where merged_into is null;
create index contact_known on contact (workspace_id, seen_day desc, id desc) where merged_into is null and lead_at is not null;
create index contact_merged on contact (workspace_id, merged_into) where merged_into is not null;
create index contact_search on contact using gin ((coalesce(name, '') || ' ' || coalesce(email, '') || ' ' || coalesce(phone, '')) gin_trgm_ops) where lead_at is not null or name is not null;

-- Which keys are whose. linked_at is when a device was first seen together with a known person; pinned keys never join again by themselves.
create table identity (
  workspace_id uuid not null,
  key text not null,
  contact_id uuid not null,
  linked_at timestamptz,
  linked_by text,
  pinned boolean not null default false,
  primary key (workspace_id, key)
);
create index identity_contact on identity (workspace_id, contact_id);

create table deal (
  workspace_id uuid not null,
  id uuid not null,
  pipeline_id uuid not null,
  contact_id uuid,
  company_id uuid,
  name text,
  subject text,
  driven boolean not null,
  n int not null,
  stage_id text not null,
  outcome text not null check (outcome in ('open', 'won', 'lost')),
  lost_reason text,
  value_minor bigint,
  currency text,
  value_estimated boolean not null default false,
  owner_id text,
  order_id uuid,
  touch jsonb,
  hint text,
  opened_at timestamptz not null,
  stage_entered_at timestamptz not null,
  closed_at timestamptz,
  closed_day date,
  last_fact_at timestamptz not null,
  idle_at timestamptz,
  journey jsonb not null,
  checked jsonb not null default '[]',
  pipeline_version int not null,
  primary key (workspace_id, id)
);
create index deal_board on deal (workspace_id, pipeline_id, stage_id, stage_entered_at desc, id) where outcome = 'open';
create index deal_closed on deal (workspace_id, pipeline_id, outcome, closed_at desc, id) where outcome <> 'open';
create index deal_contact on deal (workspace_id, contact_id, pipeline_id, n desc);
create index deal_idle on deal (workspace_id, idle_at) where outcome = 'open' and idle_at is not null;
create index deal_owner on deal (workspace_id, owner_id, outcome) where owner_id is not null;

create table shop_order (
  workspace_id uuid not null,
  id uuid not null,
  scope text not null,
  external_id text not null,
  source_id uuid not null,
  pipeline_id uuid not null,
  subject text not null,
  contact_id uuid,
  deal_id uuid,
  number text,
  placed_at timestamptz,
  cancelled_at timestamptz,
  currency text,
  value_minor bigint,
  refunded_minor bigint not null default 0,
  record jsonb not null,
  primary key (workspace_id, id)
);
create unique index shop_order_external on shop_order (workspace_id, scope, external_id);
create index shop_order_contact on shop_order (workspace_id, contact_id, placed_at);

create table activity (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  type text not null,
  deal_id uuid,
  contact_id uuid,
  author_id text,
  at timestamptz not null,
  text text,
  outcome text,
  primary key (workspace_id, id)
);
create index activity_deal on activity (workspace_id, deal_id, at);

-- Open deals by stage, won deals by the day they were won (open ones stand under day 0001-01-01); kept in the transaction that moves a deal.
create table stage_total (
  workspace_id uuid not null,
  pipeline_id uuid not null,
  stage_id text not null,
  day date not null,
  currency text not null,
  deals bigint not null,
  sum_minor bigint not null,
  primary key (workspace_id, pipeline_id, stage_id, day, currency)
);

create table exchange_rate (
  workspace_id uuid not null references workspace (id) on delete cascade,
  currency text not null,
  from_day date not null,
  rate numeric not null check (rate > 0),
  primary key (workspace_id, currency, from_day)
);

-- Append-only: all that happened, in the order we learnt of it, without a gap. at is when it happened.
create table ledger (
  workspace_id uuid not null,
  seq bigint not null,
  at timestamptz not null,
  recorded_at timestamptz not null,
  type text not null,
  subject text,
  contact_id uuid,
  deal_id uuid,
  source_id uuid,
  external_id text,
  cause text not null check (cause in ('shop', 'person', 'rule', 'clock', 'system')),
  actor_id text,
  data jsonb not null,
  primary key (workspace_id, seq)
);
create index ledger_subject on ledger (workspace_id, subject, at) where subject is not null;
create index ledger_deal on ledger (workspace_id, deal_id, seq) where deal_id is not null;
create index ledger_contact_events on ledger (workspace_id, contact_id, seq) where type like 'contact.%';

do $$
declare t text;
begin
  foreach t in array array['pipeline', 'pipeline_version', 'source', 'inbound', 'company', 'contact', 'identity', 'deal', 'shop_order',
                           'activity', 'stage_total', 'exchange_rate', 'ledger'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy workspace_wall on %I to sluice_app using (workspace_id = sluice_workspace()) with check (workspace_id = sluice_workspace())', t);
    execute format('grant select, insert, update, delete on %I to sluice_app', t);
  end loop;
end $$;
revoke update, delete on ledger from sluice_app;
alter table workspace enable row level security;
create policy workspace_wall on workspace to sluice_app using (id = sluice_workspace()) with check (id = sluice_workspace());
grant select, update on workspace to sluice_app;

-- The tables that every event writes have no foreign keys: each would cost a look-up a row. Their writers hold the rules, and a
-- workspace that goes takes all of its rows with it.
create function sluice_remove_workspace_rows() returns trigger language plpgsql as $$
begin
  delete from inbound where workspace_id = old.id;
  delete from identity where workspace_id = old.id;
  delete from contact where workspace_id = old.id;
  delete from deal where workspace_id = old.id;
  delete from shop_order where workspace_id = old.id;
  delete from stage_total where workspace_id = old.id;
  delete from ledger where workspace_id = old.id;
  return old;
end $$;
create trigger remove_workspace_rows before delete on workspace for each row execute function sluice_remove_workspace_rows();

alter table inbound set (autovacuum_vacuum_scale_factor = 0.05, fillfactor = 90);
alter table deal set (fillfactor = 85);
alter table contact set (fillfactor = 85);
alter table stage_total set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01);
