-- What a shop keeps of its revenue, and by how much money counts less a year later, as parts of one; null: not said, then a customer's value is revenue.
alter table workspace
  add column gross_margin double precision check (gross_margin > 0 and gross_margin <= 1),
  add column discount_rate double precision check (discount_rate >= 0 and discount_rate <= 1);
