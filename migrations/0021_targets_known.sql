-- A target that is set anew does not change what was wanted before: a day as it was known then is held against the target of then.
-- Those that stand already were set nobody knows when, and count as known ever since.
alter table target add column set_at timestamptz not null default '1970-01-01 00:00:00+00';
alter table target drop constraint target_pkey;
alter table target add primary key (workspace_id, scope, stretch, from_day, set_at);
alter table target alter column set_at drop default;
