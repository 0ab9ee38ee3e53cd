/**
 * How stays are told apart: by state (stage), by bin of age (`ages`: the least age of each bin in steps, the first 0, the last open) and by
 * phase of the calendar. The ways out of a state are numbered 0 won, 1 lost, 2 + s moved to state s.
 */
export type HazardShape = { states: number; ages: readonly number[]; phases: number };

/** Steps under watch by [state][age][phase], and ends by [state][age][phase][way], flat. */
export type HazardCounts = HazardShape & { steps: Float64Array; ends: Float64Array };

/** Chance to leave by each way within one step, by [state][age][phase][way], flat. */
export type Hazards = HazardShape & { rates: Float64Array };

/**
 * Stays on a calendar of whole steps (days, weeks), a column each: `began` the step of which the stay was exposed first (one that begins by a
 * move is exposed from the step after it), `from` the first step watched, `until` the last, `way` how it ended in that step (−1 not yet), `times`
 * how many such stays there are.
 */
export type CalendarStays = {
  state: ArrayLike<number>;
  began: ArrayLike<number>;
  from?: ArrayLike<number>;
  until: ArrayLike<number>;
  way: ArrayLike<number>;
  times?: ArrayLike<number>;
};

/** Counts the steps and ends of stays. */
export function countHazards(stays: CalendarStays, shape: HazardShape, phaseOf: (step: number) => number): HazardCounts {
  const ways = 2 + shape.states;
  const cells = shape.states * shape.ages.length * shape.phases;
  const counts = { ...shape, steps: new Float64Array(cells), ends: new Float64Array(cells * ways) };
  const bins = binsOf(shape.ages);
  for (let i = 0; i < stays.state.length; i += 1) {
    const began = stays.began[i]!;
    const times = stays.times?.[i] ?? 1;
    const until = Math.max(began, stays.until[i]!);
    for (let step = Math.max(began, stays.from?.[i] ?? began); step <= until; step += 1) {
      const bin = bins[Math.min(step - began, bins.length - 1)]!;
      const cell = (stays.state[i]! * shape.ages.length + bin) * shape.phases + phaseOf(step);
      counts.steps[cell]! += times;
      if (step === until && stays.way[i]! >= 0) counts.ends[cell * ways + stays.way[i]!]! += times;
    }
  }
  return counts;
}

/**
 * Hazards from counts: each phase is drawn to the mean of its state and age with 200 pseudo-stays, and that mean to its state's with 20, so
 * that an age nobody has reached yet has the state's own.
 */
export function shrinkHazards(counts: HazardCounts): Hazards {
  const { states, ages, phases, steps, ends } = counts;
  const ways = 2 + states;
  const rates = new Float64Array(ends.length);
  for (let state = 0; state < states; state += 1) {
    const [first, size] = [state * ages.length * phases, ages.length * phases];
    for (let way = 0; way < ways; way += 1) {
      const overall = ratio(sumEnds(ends, first, size, ways, way), sum(steps, first, size));
      for (let age = 0; age < ages.length; age += 1) {
        const cell = first + age * phases;
        const mean = (sumEnds(ends, cell, phases, ways, way) + 20 * overall) / (sum(steps, cell, phases) + 20);
        for (let phase = 0; phase < phases; phase += 1) {
          rates[(cell + phase) * ways + way] = (ends[(cell + phase) * ways + way]! + 200 * mean) / (steps[cell + phase]! + 200);
        }
      }
    }
  }
  return { states, ages, phases, rates };
}

/** Index of the bin of every age up to the last bin's least. */
export function binsOf(ages: readonly number[]): Uint16Array {
  return Uint16Array.from({ length: ages.at(-1)! + 1 }, (_, age) => ages.findLastIndex((least) => least <= age));
}

function sum(values: Float64Array, from: number, size: number): number {
  let total = 0;
  for (let i = from; i < from + size; i += 1) total += values[i]!;
  return total;
}

function sumEnds(ends: Float64Array, cell: number, cells: number, ways: number, way: number): number {
  let total = 0;
  for (let i = cell; i < cell + cells; i += 1) total += ends[i * ways + way]!;
  return total;
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
