type Exported = {
  leaveOut?: readonly string[];
  where?: string;
  orderBy?: string;
  /** What an export from before some columns means by not having them. */
  older?: (workspace: { currency: string }) => Record<string, string>;
};

/**
 * What an export of a workspace holds: every table of it, in the order in which they can be read in again. All columns go out but those
 * left out here, those that the database makes itself, and `workspace_id`. A test holds this list and `stays` against the schema.
 */
export const exported: Record<string, Exported> = {
  pipeline: {},
  pipeline_version: {},
  source: { leaveOut: ["write_key", "secret_sealed", "previous_secret_sealed", "app_sealed"] },
  member: {},
  exchange_rate: { older: ({ currency }) => ({ quote_currency: currency }) },
  // one that was brought in elsewhere cannot be taken back here (no first_seq); one under way is not known to have happened
  import: { leaveOut: ["first_seq"], where: "state in ('done', 'cancelled', 'undone', 'failed')" },
  import_plan: {},
  product: {},
  company: {},
  contact: {},
  identity: {},
  deal: {},
  shop_order: {},
  activity: {},
  saved_view: {},
  task: {},
  change_note: {},
  target: { older: ({ currency }) => ({ currency, set_at: "1970-01-01T00:00:00Z" }) },
  forecast_shown: {},
  alert: {},
  duplicate_pair: { where: "set_aside_at is not null" }, // those that are only found are found again
  inbound: { leaveOut: ["id"], orderBy: "id" }, // the number is the database's own; the order is what matters
  ledger: {},
};

/** Tables of a workspace that stay, and why. */
export const stays: Record<string, string> = {
  stage_total: "counted anew from the deals",
  forecast_backtest: "made anew from the ledger",
  likeness: "made anew from contacts and companies",
  likeness_key: "made anew from contacts and companies",
  source_key: "opens the shop's API",
  source_past: "a fetch goes on where the key is",
  source_day: "compared anew by who has the key",
  source_gap: "compared anew by who has the key",
  duplicate_search: "how far this Sluice has searched for duplicates",
  alert_look: "how far this Sluice has looked for changes",
  import_before: "how rows were before an import: it is taken back where it was brought in",
  invitation: "opens this Sluice, and holds the hash of a secret",
  api_key: "opens this Sluice, and holds the hash of a secret",
};
