-- More shops. A Shopware shop signs with a secret that it is given when our app is installed there: app_sealed keeps that (shop id, secrets),
-- shop_url says which shop it is.
alter table source drop constraint source_kind_check;
alter table source add constraint source_kind_check
  check (kind in ('segment', 'script', 'shopify', 'woocommerce', 'shopware', 'vendure', 'medusa', 'sluice', 'demo'));
alter table source add column app_sealed text, add column shop_url text;
