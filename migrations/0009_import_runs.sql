-- Bringing history in from files, and taking it back to the last value.

-- What a file may say of a deal, a contact or a company beyond what Sluice has a place for; and the id a deal has elsewhere.
alter table deal add column external_key text, add column product_id uuid, add column details jsonb;
create unique index deal_external on deal (workspace_id, external_key) where external_key is not null;
alter table contact add column details jsonb;
alter table company add column details jsonb;

-- Somebody who owns deals but has never signed in is known by name only: joined_at is null.
alter table member alter column joined_at drop not null;

create table product (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  key text not null,
  name text not null,
  category text,
  price_minor bigint,
  currency text,
  created_at timestamptz not null,
  primary key (workspace_id, id)
);
create unique index product_key on product (workspace_id, key);

-- One import, of one or several files. at_step and at_item: how far the run, or its undoing, has come; written with what they tell of.
create table import (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  name text not null,
  state text not null check (state in ('draft', 'checking', 'checked', 'running', 'done', 'cancelling', 'cancelled', 'undoing', 'undone', 'failed')),
  files jsonb not null default '[]',
  -- json keeps the order of stage words, which is the order of new stages
  plan json,
  saved_plan timestamptz,
  beliefs jsonb not null default '[]',
  check_result jsonb,
  result jsonb,
  at_step int not null default 0,
  at_item bigint not null default 0,
  first_seq bigint,
  kept jsonb not null default '[]',
  kept_count int not null default 0,
  failure jsonb,
  created_by text,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  -- From then on what it told the ledger is as if it had never been said.
  undone_at timestamptz,
  primary key (workspace_id, id)
);
create index import_busy on import (state) where state in ('checking', 'running', 'cancelling', 'undoing');

-- How each row was before an import first touched it (null: it was not there) and how the import left it.
create table import_before (
  workspace_id uuid not null,
  import_id uuid not null,
  room text not null,
  key text not null,
  before jsonb,
  after jsonb,
  primary key (workspace_id, import_id, room, key)
);

-- Plans that worked, found again by the headers of their files.
create table import_plan (
  workspace_id uuid not null references workspace (id) on delete cascade,
  fingerprint text not null,
  plan json not null,
  saved_at timestamptz not null,
  primary key (workspace_id, fingerprint)
);

do $$
declare t text;
begin
  foreach t in array array['product', 'import', 'import_before', 'import_plan'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy workspace_wall on %I to sluice_app using (workspace_id = sluice_workspace()) with check (workspace_id = sluice_workspace())', t);
    execute format('grant select, insert, update, delete on %I to sluice_app', t);
  end loop;
end $$;

create or replace function sluice_remove_workspace_rows() returns trigger language plpgsql as $$
begin
  delete from inbound where workspace_id = old.id;
  delete from identity where workspace_id = old.id;
  delete from contact where workspace_id = old.id;
  delete from deal where workspace_id = old.id;
  delete from shop_order where workspace_id = old.id;
  delete from stage_total where workspace_id = old.id;
  delete from ledger where workspace_id = old.id;
  delete from import_before where workspace_id = old.id;
  return old;
end $$;

-- The import whose transaction this is; null in all others.
create function sluice_import() returns uuid language sql stable
  as $$ select nullif(current_setting('sluice.import', true), '')::uuid $$;

-- Within an import's transaction, keeps how rows were before it. Argument: the columns of the primary key behind workspace_id.
create function sluice_keep_before() returns trigger language plpgsql as $$
declare
  run uuid := sluice_import();
begin
  if run is null then
    return null;
  end if;
  if tg_op = 'INSERT' then
    execute format('insert into import_before (workspace_id, import_id, room, key)
      select workspace_id, $1, %L, %s from fresh order by 4 on conflict do nothing', tg_table_name, tg_argv[0]) using run;
  elsif tg_op = 'DELETE' then
    execute format('insert into import_before as kept (workspace_id, import_id, room, key, before)
      select workspace_id, $1, %L, %s, to_jsonb(stale) from stale order by 4
      on conflict (workspace_id, import_id, room, key) do update set after = null', tg_table_name, tg_argv[0]) using run;
  else
    execute format('insert into import_before as kept (workspace_id, import_id, room, key, before, after)
      select o.workspace_id, $1, %L, o.key, o.row, f.row
      from (select workspace_id, %3$s as key, to_jsonb(stale) as row from stale) o
      join (select workspace_id, %3$s as key, to_jsonb(fresh) as row from fresh) f on f.workspace_id = o.workspace_id and f.key = o.key
      where o.row <> f.row
      order by o.key
      on conflict (workspace_id, import_id, room, key) do update set after = excluded.after where kept.before is not null', tg_table_name, '', tg_argv[0]) using run;
  end if;
  return null;
end $$;

do $$
declare
  t text;
  k text;
begin
  foreach t in array array['contact', 'identity', 'deal', 'shop_order', 'company', 'product', 'activity', 'member', 'pipeline', 'pipeline_version'] loop
    k := case t when 'identity' then 'key' when 'member' then 'user_id' when 'pipeline_version' then 'pipeline_id || '' '' || version' else 'id::text' end;
    execute format('create trigger keep_before_insert after insert on %I referencing new table as fresh for each statement execute function sluice_keep_before(%L)', t, k);
    execute format('create trigger keep_before_update after update on %I referencing old table as stale new table as fresh for each statement execute function sluice_keep_before(%L)', t, k);
    execute format('create trigger keep_before_delete after delete on %I referencing old table as stale for each statement execute function sluice_keep_before(%L)', t, k);
  end loop;
end $$;
