-- What is brought in from files and from a shop's past has a cause of its own: readers that act (automations, messages) pass it over.
alter table ledger drop constraint ledger_cause_check;
alter table ledger add constraint ledger_cause_check check (cause in ('shop', 'import', 'person', 'rule', 'clock', 'system')) not valid;
