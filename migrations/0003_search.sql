-- Search by parts of names. Row-level security forbids the use of a trigram index to the application role (its operators are not
-- leakproof), so two functions that bypass it search for it, each within the asker's own workspace and no other.
create extension if not exists btree_gin;

drop index contact_search;
create index contact_search on contact using gin (workspace_id, (coalesce(name, '') || ' ' || coalesce(email, '') || ' ' || coalesce(phone, '')) gin_trgm_ops)
  where merged_into is null and (lead_at is not null or name is not null);
drop index contact_known;
create index contact_known on contact (workspace_id, seen_day desc, id desc) where merged_into is null and (lead_at is not null or name is not null);
create index contact_customer on contact (workspace_id, seen_day desc, id desc) where merged_into is null and order_count > 0;
create index deal_search on deal using gin (workspace_id, name gin_trgm_ops) where name is not null;
create index shop_order_number on shop_order (workspace_id, number) where number is not null;

-- Known contacts in whose name, e-mail or phone every pattern occurs, most recently seen first. The patterns are written into the
-- statement (quoted), so that it is planned for how common they are: by the trigram index, or newest first until enough are found.
create function search_contacts(patterns text[], most int) returns table (id uuid) language plpgsql stable security definer set search_path from current as $$
declare
  condition text := '';
  pattern text;
begin
  foreach pattern in array patterns loop
    condition := condition || format(' and (coalesce(name, '''') || '' '' || coalesce(email, '''') || '' '' || coalesce(phone, '''')) ilike %L', pattern);
  end loop;
  return query execute format(
    'select id from contact where workspace_id = %L and merged_into is null and (lead_at is not null or name is not null) %s order by seen_day desc, id desc limit %s',
    sluice_workspace(), condition, most);
end $$;

create function search_deals(patterns text[], most int) returns table (id uuid) language plpgsql stable security definer set search_path from current as $$
declare
  condition text := '';
  pattern text;
begin
  foreach pattern in array patterns loop
    condition := condition || format(' and name ilike %L', pattern);
  end loop;
  return query execute format(
    'select id from deal where workspace_id = %L and name is not null %s order by last_fact_at desc, id limit %s', sluice_workspace(), condition, most);
end $$;

revoke execute on function search_contacts(text[], int), search_deals(text[], int) from public;
grant execute on function search_contacts(text[], int), search_deals(text[], int) to sluice_app;
