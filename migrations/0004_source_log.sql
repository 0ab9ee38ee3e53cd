-- How many events of a source came to something and how many did not matter; kept by the transaction that works them off, because counting
-- millions of them for a settings page would take seconds. The rare ones (waiting, refused, failed) are counted by their indexes.
alter table source add column accepted_count bigint not null default 0, add column ignored_count bigint not null default 0;
alter table source set (fillfactor = 50);
create index inbound_trouble on inbound (workspace_id, source_id, status, id) where status in ('refused', 'failed');
