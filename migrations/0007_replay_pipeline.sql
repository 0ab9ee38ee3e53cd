-- After entry rules have changed, the open deals that facts drive are brought to where their facts put them under the new rules, some
-- at a time. replay_after is the deal after which to go on; null: nothing left to do.
alter table pipeline add column replay_after uuid;
