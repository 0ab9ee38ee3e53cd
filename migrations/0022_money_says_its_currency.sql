-- Rates and targets say in which of the workspace's currencies they are, and so does the key of a shown forecast: another currency takes up none of them,
-- and changing back finds them again. Those that stand already count as being in the present one.
alter table exchange_rate add column quote_currency text;
update exchange_rate set quote_currency = workspace.currency from workspace where workspace.id = exchange_rate.workspace_id;
alter table exchange_rate alter column quote_currency set not null;
alter table exchange_rate drop constraint exchange_rate_pkey;
alter table exchange_rate add primary key (workspace_id, quote_currency, currency, from_day);

alter table target add column currency text;
update target set currency = workspace.currency from workspace where workspace.id = target.workspace_id;
alter table target alter column currency set not null;
alter table target drop constraint target_pkey;
alter table target add primary key (workspace_id, currency, scope, stretch, from_day, set_at);

alter table forecast_shown drop constraint forecast_shown_pkey;
alter table forecast_shown add primary key (workspace_id, scope, horizon, day, currency);
