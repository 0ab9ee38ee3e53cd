import type { Money } from "#base/money.ts";
import type { ItemReason, RowReason } from "./reasons.ts";
import type { Fact, OrderFact, Touch, Traits, Who } from "#ledger/fact.ts";

/** Who a row is about, as far as it says. `externalId` is an id of `scope`'s. */
export type PersonItem = { scope: string; externalId?: string; email?: string; phone?: string; traits?: Traits };

export type Details = Record<string, string>;

/** A stay in a stage that a file dates. */
export type StayItem = { stageId: string; at: number };

/**
 * A deal as a file tells it. `foundAt`: only how it stands now is known, and since then. Where a deal is closed, `stageId` is null unless the
 * file says where it stood. Instants are epoch ms.
 */
export type DealItem = {
  kind: "deals";
  key: string;
  name: string | null;
  outcome: "open" | "won" | "lost";
  stageId: string | null;
  stays: StayItem[];
  value: Money | null;
  openedAt: number;
  closedAt: number | null;
  foundAt: number | null;
  lostReason: string | null;
  ownerId: string | null;
  person: PersonItem | null;
  company: string | null;
  product: string | null;
  touch: Touch | null;
  note: string | null;
  details: Details | null;
};

/** A contact; `lead` where the file says it became one then. `foundAt`: since when it is known is not known. */
export type ContactItem = {
  kind: "contacts";
  lead: boolean;
  at: number;
  found: boolean;
  person: PersonItem;
  touch: Touch | null;
  note: string | null;
  details: Details | null;
};

export type CompanyItem = { kind: "companies"; name: string; details: Details | null };

export type ProductItem = { kind: "products"; name: string; category: string | null; price: Money | null };

export type MemberItem = { kind: "team"; name: string; email: string | null };

/** `returned`: a credit note that names no order; it is kept, and no sale. */
export type OrderItemRow = { kind: "orders"; at: number; returned: boolean; person: PersonItem; order: OrderFact; touch: Touch | null };

export type ActivityItem = {
  kind: "activities";
  key: string;
  type: string;
  at: number;
  text: string | null;
  outcome: string | null;
  authorId: string | null;
  dealKey: string | null;
  person: PersonItem | null;
};

/** Facts out of lines of events, read as the intake reads them. */
export type EventItem = { kind: "events"; externalId: string; facts: Fact[] };

export type Item = DealItem | ContactItem | CompanyItem | ProductItem | MemberItem | OrderItemRow | ActivityItem | EventItem;

/** Why a row is refused: a code, and which field with which text is to blame. */
export type Fault = { code: RowReason | ItemReason; field: string | null; value: string | null };

/** The identity a fact about this person carries. */
export function whoOf(person: PersonItem): Who {
  return {
    ...(person.externalId && { customerId: person.externalId }),
    ...(person.email && { email: person.email }),
    ...(person.phone && { phone: person.phone }),
  };
}
