import type { Scope } from "./scope.ts";

/** What a statement binds. */
export type Values = Record<string, string | number | null>;

/** Binds a value under a name and gives the placeholder for it. */
export type Bind = (name: string, value: string | number) => string;

/** The filters of a scope as conditions on the projection's tables `deal` and `visit`, which have the same columns for them. */
export function dealConditions({ pipelineId, where, factors }: Pick<Scope, "pipelineId" | "where" | "factors">, bind: Bind): string[] {
  const { owner, source, category, country, customers, minValue, maxValue } = where;
  const conditions = [
    ...(pipelineId === undefined ? [] : [`pipeline_id = ${bind("pipeline", pipelineId)}::uuid`]),
    ...equal("owner_id", "owner", owner, bind),
    ...equal("touch_source", "source", source, bind),
    ...equal("category", "category", category, bind),
  ];
  if (country !== undefined) {
    const people = `select id from contact where workspace_id = $workspace::uuid and`;
    conditions.push(
      country === "none"
        ? `(contact_id is null or contact_id in (${people} country is null))`
        : `contact_id in (${people} country = ${bind("country", country)})`,
    );
  }
  if (customers !== undefined) conditions.push(customers === "returning" ? "is_repeat" : "not is_repeat");
  if (minValue !== undefined) conditions.push(`${valueToday(factors)} >= ${bind("minValue", minValue)}`);
  if (maxValue !== undefined) conditions.push(`${valueToday(factors)} <= ${bind("maxValue", maxValue)}`);
  return conditions;
}

export function equal(column: string, name: string, value: string | undefined, bind: Bind): string[] {
  if (value === undefined) return [];
  return [value === "none" ? `${column} is null` : `${column} = ${bind(name, value)}`];
}

/** The value in minor units of the workspace's currency, by the newest rates; null without one. */
export function valueToday(factors: Scope["factors"]): string {
  const newest = new Map(factors.map(({ currency, factor }) => [currency, factor])); // in order of their days, so the last stays
  const cases = [...newest].map(([currency, factor]) => `when '${currency.replaceAll("'", "''")}' then value_minor * ${factor}`);
  return `(case currency ${cases.join(" ")} end)`;
}

/** A statement being put together: what it binds, and the conditions that a scope means, without its period, on `deal` as well as on `visit`. */
export type Sql = { values: Values; bind: Bind; chosen: string };

export function openSql(scope: Pick<Scope, "workspaceId" | "pipelineId" | "where" | "factors">): Sql {
  const values: Values = { workspace: scope.workspaceId };
  const bind: Bind = (name, value) => {
    values[name] = value;
    return `$${name}`;
  };
  return { values, bind, chosen: ["workspace_id = $workspace::uuid", ...dealConditions(scope, bind)].join(" and ") };
}

/** Names as a constant list. */
export function listSql(names: readonly string[]): string {
  return `[${names.map((name) => `'${name.replaceAll("'", "''")}'`).join(", ")}]::varchar[]`;
}
