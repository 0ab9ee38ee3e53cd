import { expect, test } from "vitest";
import { fieldsOf, kinds } from "#imports/contract.ts";
import { groupOf, groups, kindNames, offered } from "./fields.ts";

test("every meaning of the contract is offered, in its kind and under a heading", () => {
  expect([...kindNames].sort()).toEqual([...kinds].sort());
  for (const kind of kinds) expect([...offered[kind]].sort(), kind).toEqual([...fieldsOf[kind]].sort());
  for (const kind of kinds) for (const field of fieldsOf[kind]) expect(groups, field).toContain(groupOf[field]);
});
