-- Who may be one and the same. What a contact or company reads like once case, umlauts, word order and legal forms are taken out is kept
-- beside it: keys that a duplicate would share (looked up one by one, so nobody is compared with everybody) and a text for trigrams.
alter table company add column merged_into uuid;
create index company_name on company (workspace_id, lower(name), id) where merged_into is null;
create index company_merged on company (workspace_id, merged_into) where merged_into is not null;
create index company_search on company using gin (workspace_id, name gin_trgm_ops) where merged_into is null;
create index contact_company on contact (workspace_id, company_id) where company_id is not null;
create index deal_company on deal (workspace_id, company_id) where company_id is not null;
create index ledger_merges on ledger (workspace_id, seq) where type in ('contact.merged', 'company.merged') and cause = 'person';

-- basis is a hash of what keys and text were made from: who has not changed is not searched for again.
create table likeness (
  workspace_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('contact', 'company')),
  basis text not null,
  keys text[] not null,
  text text,
  primary key (workspace_id, id)
);
-- Without a list of pending entries: each search would read it whole, and searches are as many as changes.
create index likeness_contact on likeness using gin (workspace_id, text gin_trgm_ops) with (fastupdate = off) where kind = 'contact' and text is not null;
create index likeness_company on likeness using gin (workspace_id, text gin_trgm_ops) with (fastupdate = off) where kind = 'company' and text is not null;

create table likeness_key (
  workspace_id uuid not null,
  key text not null,
  id uuid not null,
  primary key (workspace_id, key, id)
);

-- Pairs found, the lesser id first. One that a person has set aside stays for good, so that it is never proposed again.
create table duplicate_pair (
  workspace_id uuid not null references workspace (id) on delete cascade,
  one_id uuid not null,
  other_id uuid not null,
  kind text not null check (kind in ('contact', 'company')),
  score real not null,
  sure boolean not null,
  reasons jsonb not null,
  found_at timestamptz not null,
  set_aside_at timestamptz,
  set_aside_by text,
  primary key (workspace_id, one_id, other_id),
  check (one_id < other_id)
);
create index duplicate_pair_open on duplicate_pair (workspace_id, kind, score desc, one_id, other_id) where set_aside_at is null;
create index duplicate_pair_sure on duplicate_pair (workspace_id, score desc, one_id, other_id) where set_aside_at is null and sure;
create index duplicate_pair_aside on duplicate_pair (workspace_id, kind, set_aside_at desc, one_id, other_id) where set_aside_at is not null;
create index duplicate_pair_other on duplicate_pair (workspace_id, other_id);

-- How far the search is: the last ledger row looked at, and while everything that was there before is searched, after whom to go on.
create table duplicate_search (
  workspace_id uuid not null references workspace (id) on delete cascade,
  seq bigint not null,
  sweep text check (sweep in ('contact', 'company')),
  sweep_after uuid,
  primary key (workspace_id)
);

do $$
declare t text;
begin
  foreach t in array array['likeness', 'likeness_key', 'duplicate_pair', 'duplicate_search'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy workspace_wall on %I to sluice_app using (workspace_id = sluice_workspace()) with check (workspace_id = sluice_workspace())', t);
    execute format('grant select, insert, update, delete on %I to sluice_app', t);
  end loop;
end $$;

create function sluice_remove_likeness() returns trigger language plpgsql as $$
begin
  delete from likeness where workspace_id = old.id;
  delete from likeness_key where workspace_id = old.id;
  return old;
end $$;
create trigger remove_likeness before delete on workspace for each row execute function sluice_remove_likeness();

-- Row-level security forbids the trigram index to the application role (see 0003); these two use it for that role, each within the
-- asker's own workspace. The nearest few for each text.
create function find_alike(wanted text, ids uuid[], texts text[], most int) returns table (id uuid, alike_id uuid) language plpgsql stable security definer
  set search_path from current set enable_seqscan = off set enable_indexscan = off set pg_trgm.similarity_threshold = 0.6 as $$
begin
  return query execute format(
    'select w.id, f.id from unnest($1, $2) as w (id, text) cross join lateral (
       select l.id from likeness l
       where l.workspace_id = %L and l.kind = %L and l.text is not null and l.text %% w.text and l.id <> w.id
       order by similarity(l.text, w.text) desc, l.id
       limit %s
     ) f', sluice_workspace(), wanted, most) using ids, texts;
end $$;

create function search_companies(words text[], most int) returns table (id uuid) language plpgsql stable security definer set search_path from current as $$
begin
  return query execute format(
    'select id from company where workspace_id = %L and merged_into is null %s order by lower(name), id limit %s',
    sluice_workspace(), search_condition('name', words), most);
end $$;

revoke execute on function find_alike(text, uuid[], text[], int), search_companies(text[], int) from public;
grant execute on function find_alike(text, uuid[], text[], int), search_companies(text[], int) to sluice_app;
