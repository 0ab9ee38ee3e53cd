import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { OrderRecords } from "#insights/contract.ts";
import type { CustomerRecords, CustomersAnswer } from "#insights/repeat/contract.ts";
import { api } from "#web/lib/api.ts";
import type { ScopeParams } from "#web/lib/scope.ts";

const page = 100;

export function customersQuery(scope: ScopeParams) {
  return queryOptions({
    queryKey: ["insights", "customers", scope],
    queryFn: ({ signal }) => api.get<CustomersAnswer>("/api/insights/customers", scope, { signal }),
    placeholderData: keepPreviousData,
  });
}

/** Which customers a drawer shows. */
export type CustomerList = {
  list: "all" | "repeaters" | "slipping" | "cell" | "cohort" | "best" | "worth" | "holdout";
  recency?: number;
  frequency?: number;
  money?: number;
  month?: string;
  /** Of a month: who had come back by the end of so many months. */ after?: number;
  /** Of the hold-out: who had come back so often by its beginning. */ back?: number;
};

export function slippingQuery(scope: ScopeParams) {
  return queryOptions({
    queryKey: ["insights", "customers", "slipping", scope],
    queryFn: ({ signal }) =>
      api.get<CustomerRecords>("/api/insights/customers/records", { ...scope, list: "slipping", limit: 10 }, { signal }),
    placeholderData: keepPreviousData,
  });
}

export async function askCustomerList(scope: ScopeParams, list: CustomerList, offset: number, options: { signal: AbortSignal }) {
  const answer = await api.get<CustomerRecords>("/api/insights/customers/records", { ...scope, ...list, offset, limit: page }, options);
  return { ...answer, records: answer.records.map((record) => ({ ...record, kind: "contact" as const, at: record.lastDay })) };
}

/** The period's orders of customers who had ordered before. */
export function askReturning(scope: ScopeParams, offset: number, options: { signal: AbortSignal }) {
  return api.get<OrderRecords>("/api/insights/customers/orders", { ...scope, which: "returning", offset, limit: page }, options);
}
