import { expect, it } from "vitest";
import { studyCustomers } from "./study.ts";

const endDay = 20_000;

/** A customer with one order a day on these days before the end. */
const line = (id: string, ...daysAgo: number[]) => `${id} ${daysAgo.map((ago) => `${endDay - ago}:1000:1`).join(" ")}`;
const study = (lines: string[]) =>
  studyCustomers({ lines: lines.join("\n"), endDay, periodFromDay: endDay - 30, weeks: 52, unit: 100, discount: 0.1 });

it("says nothing of an age that only a single customer was watched for", () => {
  const lines = [line("first", 365, 5), line("late", 345, 145)];
  for (let n = 0; n < 98; n += 1) {
    const ago = 359 - Math.floor(n * 3.6);
    lines.push(n % 5 === 0 && ago > 10 ? line(`${n}`, ago, ago - 10) : line(`${n}`, ago));
  }
  const { repeatBy } = study(lines);
  const by = (days: number) => repeatBy.find((mark) => mark.days === days)!.share;
  expect(by(180)).toMatchObject({ value: expect.closeTo(0.21, 1), low: expect.any(Number), n: 100 });
  expect(by(365)).toMatchObject({ value: null, low: null, high: null, n: 100 });
});
