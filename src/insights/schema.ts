/** Raised with every change of the tables below; files of another version are thrown away and filled again. */
export const schemaVersion = 7;

/**
 * The projection of all workspaces; `suffix` names a second set that a rebuild fills. Instants are epoch ms.
 * `deal`: one row a deal, as it is now. `begun_at`: when it began to be one possible sale; a customer's next journey, which waits in the
 * returning stage, begins when it leaves that stage for an open one (null: not yet, or never).
 * `owner_id`, `touch_source`, `category`: of a closed deal those it had when it closed (or got first after that), so that what is edited later
 * does not change the past. `is_repeat`: began as a customer's next journey.
 * `seen_from`: what became of deals like it is known only from then on (an import found it open).
 * `visit`: one row a stay in a stage. `found`: when it began is not known, `entered_at` is when an import found the deal there. `passed_at`: when the deal first stood further along, by the order of stages of the pipeline's version
 * that the deal was last changed under. `lasting_next`: the stage of the deal's next stay that went on into another day of its life or still goes on. `first_time`: not entered before by this deal. The columns from `contact_id` on are the deal's, so that stays are filtered and counted like deals.
 * `deal_record`: one row a ledger row about a deal, with what it said then; figures of a past day are told by it.
 * `activity`: what the own people did about a deal (calls, mails, notes), one row each. `customer_act`: what customers did beyond looking around, one row a fact.
 * `progress`: the newest ledger row in the tables.
 * `stage`: rank of every stage id of a pipeline's version: its place, or one of the ranks below.
 */
export function tablesOf(suffix: "" | "_next"): string {
  return `
  create or replace table deal${suffix} (
    workspace_id uuid not null, id uuid not null, pipeline_id uuid not null, contact_id uuid, n integer not null, driven boolean, version integer not null,
    stage_id varchar not null, outcome varchar not null, lost_reason varchar, value_minor bigint, currency varchar, estimated boolean,
    owner_id varchar, touch_source varchar, category varchar, is_repeat boolean not null,
    opened_at bigint not null, begun_at bigint, closed_at bigint, changed_at bigint not null, seen_from bigint
  );
  create or replace table deal_record${suffix} (
    workspace_id uuid not null, deal_id uuid not null, seq bigint not null, happened_at bigint not null, outcome varchar not null, closed_at bigint,
    value_minor bigint, currency varchar, estimated boolean, owner_id varchar, touch_source varchar, category varchar
  );
  create or replace table visit${suffix} (
    workspace_id uuid not null, deal_id uuid not null, pipeline_id uuid not null, n integer not null, stage_id varchar not null,
    entered_at bigint not null, left_at bigint, next_stage varchar, lasting_next varchar, outcome varchar, cause varchar, first_time boolean not null, passed_at bigint, lost_at bigint, found boolean not null,
    contact_id uuid, value_minor bigint, currency varchar, owner_id varchar, touch_source varchar, category varchar, is_repeat boolean not null, begun_at bigint, seen_from bigint, deal_outcome varchar not null
  );
  create or replace table contact${suffix} (
    workspace_id uuid not null, id uuid not null, lead_at bigint, first_order_at bigint, first_seen_at bigint, touch_source varchar, country varchar, merged_into uuid
  );
  create or replace table activity${suffix} (workspace_id uuid not null, deal_id uuid not null, happened_at bigint not null);
  create or replace table customer_act${suffix} (workspace_id uuid not null, contact_id uuid not null, happened_at bigint not null);
  create or replace table progress${suffix} (workspace_id uuid not null, seq bigint not null);
  create or replace table stage${suffix} (workspace_id uuid not null, pipeline_id uuid not null, version integer not null, stage_id varchar not null, rank integer not null);
`;
}

/** The whole file. */
export const schema = `
  ${tablesOf("")}
  create table shape (version integer not null);
  insert into shape values (${schemaVersion});
`;

/** The tables of `tablesOf`; all hold rows of workspaces. */
export const projectedTables = ["deal", "deal_record", "visit", "contact", "activity", "customer_act", "progress", "stage"] as const;

export const returningRank = -1;
export const wonRank = 1000;
