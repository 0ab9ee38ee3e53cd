/** What kind of no it is; `server/respond.ts` maps each to a status. */
export type RefusalKind = "invalid" | "unauthenticated" | "forbidden" | "missing" | "conflict" | "too_large" | "too_many" | "unavailable";

export type RefusalDetails = Record<string, string | number | boolean | null | string[]>;

/** The caller's fault: a stable code that is listed in `docs/errors.md` and translated in the app. */
export class Refusal extends Error {
  readonly kind: RefusalKind;
  readonly code: string;
  readonly details: RefusalDetails;

  constructor(kind: RefusalKind, code: string, details: RefusalDetails = {}) {
    super(code);
    this.name = "Refusal";
    this.kind = kind;
    this.code = code;
    this.details = details;
  }
}

export function refuse(kind: RefusalKind, code: string, details?: RefusalDetails): Refusal {
  return new Refusal(kind, code, details);
}
