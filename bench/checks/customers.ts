import { openRandom } from "#stats/numbers/random.ts";
import { heldRanges } from "#test/customers.ts";
import { figure, type Figure } from "../figure.ts";

/** Customers whose truth is known: do the 80 % ranges of orders and of value hold what they then bring? */
export function checkCustomers(): Figure[] {
  const companies = [
    { name: "order values alike (p 6, q 4)", money: { p: 6, q: 4, gamma: 15 } },
    { name: "order values uneven (p 2, q 2.2)", money: { p: 2, q: 2.2, gamma: 30 } },
  ];
  return companies.flatMap(({ name, money }, i) => {
    const held = heldRanges({ runs: 200, count: 400, money, weeks: 26 }, openRandom(900 + i));
    return [
      figure(`9 400 customers, ${name}: ranges of 80 % that held the value of 26 weeks`, held.value, { between: [0.72, 0.88] }, ""),
      figure("… their orders", held.orders, { between: [0.72, 0.88] }, ""),
      figure("… the value, were it as sure as the orders", held.asOrders, null, ""),
    ];
  });
}
