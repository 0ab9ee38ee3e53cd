/**
 * Erlang's C (1917): chance that a case has to wait, and for how long on average, where `arrivals` a unit of time meet `servers` people who
 * each finish `rate` a unit of time. Null where more arrives than can be finished: the queue then grows without end.
 */
export function erlangC(
  servers: number,
  arrivals: number,
  rate: number,
): { waits: number; wait: number; queue: number; load: number } | null {
  const load = arrivals / (servers * rate);
  if (!(load < 1)) return null;
  const traffic = arrivals / rate;
  let blocked = 1; // Erlang's B by its recursion, which does not overflow
  for (let n = 1; n <= servers; n += 1) blocked = (traffic * blocked) / (n + traffic * blocked);
  const waits = blocked / (1 - load * (1 - blocked));
  const wait = waits / (servers * rate - arrivals);
  return { waits, wait, queue: arrivals * wait, load };
}

/** The queue with one person fewer, with so many as there are, and with one more. */
export function withOneMoreOrFewer(
  people: number,
  arrivals: number,
  rate: number,
): { people: number; queue: ReturnType<typeof erlangC> }[] {
  return [people - 1, people, people + 1].filter((n) => n >= 1).map((n) => ({ people: n, queue: erlangC(n, arrivals, rate) }));
}

/**
 * Little's law (1961): stock = arrivals × time in. `gap` is how far the stock seen lies from that (0.25 = a quarter more); beyond a quarter
 * either way times are badly kept or deals are parked. Null where nothing arrives or nothing stays.
 */
export function littleGap(stock: number, arrivals: number, timeIn: number): { expected: number; gap: number; alarm: boolean } | null {
  const expected = arrivals * timeIn;
  if (!(expected > 0)) return null;
  const gap = stock / expected - 1;
  return { expected, gap, alarm: Math.abs(gap) > 0.25 };
}

/** Whether a stage fills up: arrivals less departures of a period, with the error of their difference if both came by chance (Poisson). */
export function fillingUp(arrivals: number, departures: number): { net: number; error: number; z: number } {
  const error = Math.sqrt(arrivals + departures);
  return { net: arrivals - departures, error, z: error > 0 ? (arrivals - departures) / error : 0 };
}
