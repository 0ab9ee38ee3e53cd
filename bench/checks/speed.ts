import { fitRepeat } from "#stats/repeat/bg-nbd.ts";
import { drawShocks } from "#stats/forecast/shock.ts";
import { simulateNew, simulateOpen } from "#stats/forecast/simulate.ts";
import { drawBeta, drawGamma } from "#stats/numbers/draw.ts";
import { openRandom } from "#stats/numbers/random.ts";
import { conversion } from "#stats/survival/conversion.ts";
import { tableOfStays } from "#stats/survival/ages.ts";
import { incidence, incidenceRange } from "#stats/survival/incidence.ts";
import { figure, type Figure } from "../figure.ts";

/** The arithmetic alone, on one core, each measured once after nothing to warm up with. */
export function checkSpeed(): Figure[] {
  return [...visits(), ...pipeline(), ...repeats()];
}

function visits(): Figure[] {
  const { uniform } = openRandom(600);
  const n = 1_000_000;
  const [entry, exit, cause] = [new Float64Array(n), new Float64Array(n), new Uint8Array(n)];
  for (let i = 0; i < n; i += 1) {
    entry[i] = i % 3 === 0 ? uniform() * 20 * 86_400_000 : 0;
    exit[i] = Math.floor(entry[i]! - Math.log(uniform()) * 20 * 86_400_000);
    cause[i] = Math.floor(uniform() * 4);
  }
  const toTheMs = timed(() => incidenceRange(incidence(tableOfStays({ entry, exit, cause }, 3)), 1, 90 * 86_400_000, 0.8));
  const byHour = exit.map((age) => Math.ceil(age / 3_600_000));
  const inHours = timed(() =>
    incidenceRange(conversion(tableOfStays({ entry: entry.map((age) => age / 3_600_000), exit: byHour, cause }, 3)).curves, 1, 2160, 0.8),
  );
  return [
    figure("Aalen-Johansen on 1,000,000 visits with late entry, 3 causes, variance and range, ages in ms", toTheMs, { under: 1 }, "s"),
    figure("… ages in hours", inHours, { under: 1 }, "s"),
  ];
}

function pipeline(): Figure[] {
  const random = openRandom(601);
  const states = 6;
  const ways = 2 + states;
  const ages = [0, 1, 2, 4, 8, 13, 26];
  const phases = 3;
  const rates = new Float64Array(states * ages.length * phases * ways);
  for (let cell = 0; cell < rates.length / ways; cell += 1) {
    const state = Math.floor(cell / (ages.length * phases));
    rates[cell * ways] = state === states - 1 ? 0.1 : 0.02;
    rates[cell * ways + 1] = 0.05;
    if (state < states - 1) rates[cell * ways + 2 + state + 1] = 0.15;
  }
  const n = 100_000;
  const column = (value: (i: number) => number) => Float64Array.from({ length: n }, (_, i) => value(i));
  const deals = {
    state: column((i) => i % states),
    age: column(() => Math.floor(random.uniform() * 30)),
    value: column(() => Math.round(drawGamma(random, 1) * 10_000)),
    segment: column(() => 0),
    leaf: column((i) => i % 40),
  };
  const run = (steps: number) => {
    const calendar = {
      phases: Array.from({ length: steps }, (_, step) => Math.floor(step / 4) % 3),
      periodOf: Array.from({ length: steps }, (_, step) => Math.floor((step * 3) / steps)),
      periods: 3,
    };
    const segments = [{ ratios: [0.8, 0.9, 1, 1, 1.1], values: [5000, 10_000, 20_000] }];
    const world = {
      hazards: { states, ages, phases, rates },
      calendar,
      segments,
      shocks: drawShocks(0.0225, 2000, random.split(1)),
      leaves: 40,
    };
    const arrivals = [{ mean: calendar.phases.map(() => 2000), state: 0, segment: 0, leaves: [{ leaf: 0, share: 1 }] }];
    return timed(() => {
      simulateOpen(deals, world, random.split(2));
      simulateNew(arrivals, { size: 6, pulse: 1 }, world, random.split(3));
    });
  };
  return [
    figure("forecast of 100,000 open deals in 6 stages, 2,000 draws, 40 leaves, 13 weeks ahead", run(13), { under: 2 }, "s"),
    figure("… 4 weeks ahead", run(4), null, "s"),
    figure("… 52 weeks ahead", run(52), null, "s"),
  ];
}

function repeats(): Figure[] {
  const random = openRandom(602);
  const customers = Array.from({ length: 50_000 }, () => {
    const watched = 10 + Math.floor(random.uniform() * 90);
    const [rate, leaves] = [drawGamma(random, 0.25) / 4.4, drawBeta(random, 0.8, 2.4)];
    let [orders, last] = [0, 0];
    for (let now = -Math.log(random.uniform()) / rate; now < watched; now -= Math.log(random.uniform()) / rate) {
      [orders, last] = [orders + 1, now];
      if (random.uniform() < leaves) break;
    }
    return { orders, last: Math.ceil(last * 7) / 7, watched };
  });
  return [
    figure(
      "BG/NBD and MBG/NBD on 50,000 customers, with what is needed for their ranges",
      timed(() => fitRepeat(customers)),
      { under: 3 },
      "s",
    ),
  ];
}

/** Seconds of CPU, not of the clock: how busy the machine is otherwise does not count. */
function timed(work: () => void): number {
  const began = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1e6;
}
