import fc from "fast-check";
import { expect, test } from "vitest";
import { depthOf, membersOf } from "./json-text.ts";

test.each([
  ['{"batch":[{"a":1},{"b":[2,3]}],"x":1}', ['{"a":1}', '{"b":[2,3]}']],
  ['{"x":{"batch":[9]},"batch" : [ 1 , "a,]\\"b" , null ]}', ["1", '"a,]\\"b"', "null"]],
  ['{"batch":[]}', []],
  ['{"x":"batch","batch":[[],{}]}', ["[]", "{}"]],
  ['{"batch":[1],"batch":[2,3]}', ["2", "3"]],
  ['{"a":"\\\\","batch":[1]}', ["1"]],
  ['{"batch":{}}', undefined],
  ['{"\\u0062atch":[1]}', undefined],
])("members of %s", (text, members) => {
  expect(membersOf(text, "batch")).toEqual(members);
});

test("members are what JSON.parse finds, and depth is theirs, however the text is written", () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.constantFrom(0, 2), (batch, indent) => {
      const members = membersOf(JSON.stringify({ a: { batch: ["]"] }, batch, z: '"batch":[' }, null, indent), "batch");
      expect(members!.map((member) => JSON.parse(member) as unknown)).toEqual(JSON.parse(JSON.stringify(batch)));
      expect(depthOf(JSON.stringify(batch))).toBe(depth(batch));
    }),
    { numRuns: 1000 },
  );
});

function depth(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depth));
}
