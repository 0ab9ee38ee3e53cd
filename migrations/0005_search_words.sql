-- Words of one or two letters are found where a word begins, so that the trigram index serves them too.
drop function search_contacts(text[], int);
drop function search_deals(text[], int);

-- `words` are escaped for `like`. All must occur; short ones at the beginning of a word.
create function search_condition(expression text, words text[]) returns text language plpgsql immutable as $$
declare
  condition text := '';
  word text;
begin
  foreach word in array words loop
    condition := condition || case
      when length(word) < 3 then format(' and (%s ilike %L or %s ilike %L)', expression, word || '%', expression, '% ' || word || '%')
      else format(' and %s ilike %L', expression, '%' || word || '%')
    end;
  end loop;
  return condition;
end $$;

create function search_contacts(words text[], most int) returns table (id uuid) language plpgsql stable security definer set search_path from current as $$
begin
  return query execute format(
    'select id from contact where workspace_id = %L and merged_into is null and (lead_at is not null or name is not null) %s order by last_seen_at desc, id limit %s',
    sluice_workspace(), search_condition('(coalesce(name, '''') || '' '' || coalesce(email, '''') || '' '' || coalesce(phone, ''''))', words), most);
end $$;

create function search_deals(words text[], most int) returns table (id uuid) language plpgsql stable security definer set search_path from current as $$
begin
  return query execute format(
    'select id from deal where workspace_id = %L and name is not null %s order by last_fact_at desc, id limit %s', sluice_workspace(), search_condition('name', words), most);
end $$;

revoke execute on function search_contacts(text[], int), search_deals(text[], int) from public;
grant execute on function search_contacts(text[], int), search_deals(text[], int) to sluice_app;
