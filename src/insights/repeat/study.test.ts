import { expect, it } from "vitest";
import { fitGammaGamma } from "#stats/repeat/gamma-gamma.ts";
import { customersAt, readCustomers, repeatSpend } from "./customer.ts";
import { studyCustomers } from "./study.ts";

const study = (lines: string[], endDay = 400) =>
  studyCustomers({ lines: lines.join("\n"), endDay, periodFromDay: 0, weeks: 52, unit: 100, discount: 0.1 });

/** Customers of whom two in three come back twice, for a value that is known and for another. */
const shop = (other: string) =>
  Array.from({ length: 450 }, (_, i) => {
    const first = i % 300;
    const [value, wait] = [1000 + ((i * 7919) % 9000), 10 + ((i * 31) % 40)];
    const later = `${first + wait}:${value}:1:1 ${first + 2 * wait}:${other}`;
    return `${String(i).padStart(3, "0")} ${first}:500:1:1${i % 3 > 0 ? ` ${later}` : ""}`;
  });

it("a day with an order of unknown value is an order's day, but neither in the mean nor as if it had brought nothing", () => {
  const [ada, bob] = readCustomers("ada 10:9000:1:1 20:10000:1:1 30:0:1:0 40:5000:2:1 50:12000:2:2\nbob 10:0:1:0 20:0:1:0");
  expect(ada).toMatchObject({ days: [10, 20, 30, 40, 50], sales: 7, valued: 5, value: 36_000 });
  expect(repeatSpend(ada!)).toEqual({ orders: 2, mean: 11_000 });
  expect(repeatSpend(bob!)).toEqual({ orders: 0, mean: 0 });
  expect(customersAt([ada!], 30)).toEqual([
    { id: "ada", days: [10, 20, 30], values: [9000, 10_000, 0], counts: [1, 1, 1], known: [1, 1, 0], sales: 3, valued: 2, value: 19_000 },
  ]);
});

it("customers with an order of unknown value have a money band of their own, and what is known adds up", () => {
  const { cells, bands, leftOut, inPeriod, each } = study(["a 1:100:1:1", "b 1:200:1:1", "c 1:300:1:1", "d 1:5000:2:1", "e 1:0:1:0"]);
  expect(bands.money).toEqual([167, 233]);
  expect(cells.map(({ money, customers, revenue, leftOut: left }) => [money, customers, revenue, left])).toEqual([
    [0, 1, 100, 0],
    [1, 1, 200, 0],
    [2, 1, 300, 0],
    [3, 1, 0, 1],
    [3, 1, 5000, 1],
  ]);
  expect([leftOut, [...each.leftOut]]).toEqual([2, [0, 0, 0, 1, 1]]);
  expect(inPeriod.all).toEqual({ orders: 6, valued: 4, revenue: 5600 });
  expect(study(["e 1:0:1:0"]).bands.money).toEqual([]);
});

it("who slips away has at stake one order of a known value; of none it is not known", () => {
  const { each } = study(["a 330:0:1:0 340:3000:1:1 350:1000:1:1", "b 330:0:1:0 340:0:1:0 350:0:1:0", "c 400:100:1:1"]);
  expect([...each.stake]).toEqual([2000, Number.NaN, 0]);
});

it("order values are learnt from the days with a known one, so that nobody's is halved by an order of another currency", () => {
  const lines = shop("0:1:0");
  const { expected, each, state, repeaters } = study(lines);
  const means = readCustomers(lines.join("\n")).flatMap(({ values }) => (values.length > 1 ? [values[1]! / 100] : []));
  const known = fitGammaGamma(means.map((mean) => ({ orders: 1, mean })));
  expect([state, repeaters, means.length]).toEqual(["model", 300, 300]);
  expect(expected!.spend).toMatchObject({ p: known.p, q: known.q, gamma: known.gamma });
  expect(each.worth!.every((value) => value > 0)).toBe(true);
  const nothing = study(shop("0:1:1"));
  expect(expected!.value!.value / nothing.expected!.value!.value).toBeGreaterThan(1.5);
});

it("where hardly any value is known there are orders to be expected, and no value of them", () => {
  const { expected, each } = study(shop("0:1:0").map((line) => line.replaceAll(/:\d+:1:1/g, ":0:1:0")));
  expect(expected!.orders.value).toBeGreaterThan(0);
  expect([expected!.spend, expected!.value, expected!.present, expected!.correlation]).toEqual([null, null, null, null]);
  expect([each.worth, each.present]).toEqual([null, null]);
});

it("says nothing of an age that only a single customer was watched for", () => {
  const endDay = 400;
  const line = (id: string, ...daysAgo: number[]) => `${id} ${daysAgo.map((ago) => `${endDay - ago}:1000:1:1`).join(" ")}`;
  const lines = [line("first", 365, 5), line("late", 345, 145)];
  for (let n = 0; n < 98; n += 1) {
    const ago = 359 - Math.floor(n * 3.6);
    lines.push(n % 5 === 0 && ago > 10 ? line(`${n}`, ago, ago - 10) : line(`${n}`, ago));
  }
  const { repeatBy } = study(lines, endDay);
  const by = (days: number) => repeatBy.find((mark) => mark.days === days)!.share;
  expect(by(180)).toMatchObject({ value: expect.closeTo(0.21, 1), low: expect.any(Number), n: 100 });
  expect(by(365)).toMatchObject({ value: null, low: null, high: null, n: 100 });
});

it("draws no curve while most are too young for those who came back to say anything", () => {
  const old = Array.from({ length: 10 }, (_, n) => (n < 5 ? `o${n} 300:100:1:1 ${310 + n * 10}:100:1:1` : `o${n} 300:100:1:1`));
  const young = Array.from({ length: 90 }, (_, n) => `y${n} ${395 + (n % 5)}:100:1:1`);
  const { repeat, curve, repeaters } = study([...old, ...young]);
  expect([repeaters, repeat.value, curve]).toEqual([5, null, []]);
});
