-- Few rows among many: what a past day is told by beside its deals, which of the settings (and the exchange rates) were known, and which deals are gone since.
create index ledger_settings on ledger (workspace_id, seq) where type in ('workspace.changed', 'deal.removed');
