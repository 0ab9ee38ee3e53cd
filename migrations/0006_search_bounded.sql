-- A word that many have is found among the newest contacts; one that few have is found by the trigram index. Left to itself the
-- planner guesses which it is, and a wrong guess reads a million rows.
create function search_contacts_by_index(condition text, most int) returns table (id uuid) language plpgsql stable security definer
  set search_path from current set enable_indexscan = off set enable_seqscan = off as $$
begin
  return query execute format(
    'select id from contact where workspace_id = %L and merged_into is null and (lead_at is not null or name is not null) %s order by last_seen_at desc, id limit %s',
    sluice_workspace(), condition, most);
end $$;

create or replace function search_contacts(words text[], most int) returns table (id uuid) language plpgsql stable security definer set search_path from current as $$
declare
  condition text := search_condition('(coalesce(name, '''') || '' '' || coalesce(email, '''') || '' '' || coalesce(phone, ''''))', words);
  newest uuid[];
begin
  execute format(
    'select array_agg(id) from (
       select id from (
         select * from contact where workspace_id = %L and merged_into is null and (lead_at is not null or name is not null) order by last_seen_at desc, id limit 5000
       ) c where true %s limit %s
     ) found', sluice_workspace(), condition, most)
    into newest;
  if coalesce(cardinality(newest), 0) >= most then
    return query select unnest(newest);
  else
    return query select found.id from search_contacts_by_index(condition, most) found;
  end if;
end $$;

revoke execute on function search_contacts_by_index(text, int) from public;
