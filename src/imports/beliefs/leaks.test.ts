import { afterAll, beforeAll, expect, it } from "vitest";
import { filesRoom } from "#test/files.ts";

let room: Awaited<ReturnType<typeof filesRoom>>;
beforeAll(async () => void (room = await filesRoom()));
afterAll(() => room.close());

async function warned(text: string): Promise<Record<string, string>> {
  const { beliefs } = await room.believe([await room.take(text)]);
  return Object.fromEntries(
    beliefs.filter(({ code }) => code.startsWith("filled_after_outcome")).map(({ code, details }) => [String(details["header"]), code]),
  );
}

const deals = Array.from({ length: 120 }, (_, i) => {
  const end = i % 3 === 0 ? "Won" : i % 3 === 1 ? "Lost" : "Negotiation";
  const decided = end !== "Negotiation";
  return `Deal ${i},${end},2025-01-${String((i % 28) + 1).padStart(2, "0")},${i % 2 ? "advert" : "letter"},${decided ? `note ${i}` : ""},${end === "Lost" && i % 2 ? "Acme" : ""},${i * 10}`;
});

it("warns about columns that only decided deals have, or only one end, and no other (CHECK 6)", async () => {
  const found = await warned(["Deal name,Stage,Created,Lead source,Closing remark,Competitor,Budget", ...deals].join("\n"));
  expect(found).toEqual({ "Closing remark": "filled_after_outcome_open", Competitor: "filled_after_outcome_end" });
});

it("warns about words of leads that give the outcome away", async () => {
  const leads = Array.from({ length: 200 }, (_, i) => {
    const converted = i % 5 < 2;
    const tag = i % 23 === 0 ? "ringing" : converted ? "will revert after the mail" : i % 2 ? "not interested" : "already a student";
    return `lead-${i}@shop.example,Lead ${i},${converted ? 1 : 0},${i % 3 ? "Google" : "Direct"},${tag},${converted || i % 4 === 0 ? "High" : "Low"}`;
  });
  const found = await warned(["Email,Lead name,Converted,Lead Source,Tags,Quality", ...leads].join("\n"));
  expect(found).toEqual({ Tags: "filled_after_outcome_told" });
});

it("says nothing of a file without ends", async () => {
  expect(await warned("Email,Name,Source\nada@shop.example,Ada,Google\nbea@shop.example,Bea,\n")).toEqual({});
});
