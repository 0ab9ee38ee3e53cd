import { drawJams } from "#insights/flow/draw.ts";
import { minutesPerDay } from "#insights/flow/estimates.ts";
import { drawInputOf, findJams, type Counted } from "#insights/flow/find-jams.ts";
import type { JamRow } from "#insights/flow/jam-counts.ts";
import { tellJams } from "#insights/flow/tell-jams.ts";
import type { Pipeline } from "#pipelines/pipeline.ts";
import { monthDays } from "#stats/flow/timing.ts";
import { openRandom, type Random } from "#stats/numbers/random.ts";
import { figure, type Figure } from "../figure.ts";

/** CHECK 3b to 3e: companies of four stages whose truth is known, judged as the page judges them. */
export function checkJams(): Figure[] {
  return [...quiet(200), ...planted(400), ...delayed(200), ...mixed(200)];
}

const usual = [0.4, 0.5, 0.6, 0.7];
const names = ["first", "second", "third", "fourth"];
const worth = 1000;
const windowDays = 91;
const pastWindows = 4;

const pipeline: Pipeline = {
  id: "",
  name: "",
  template: "",
  version: 1,
  stages: names.map((id) => ({ id, name: id, meaning: "", kind: "open", checklist: [] })),
  idle: { auto: false, steps: [] },
};

/** What a company is like in a window; 0 is the one that is judged, those before it count up. */
type Company = {
  deals(w: number): number;
  share(stage: number, w: number, source: string): number;
  /** Mean days in a stage. */ days(stage: number, w: number, onward: boolean): number;
  source(random: Random, w: number): string;
};

const steady: Company = {
  deals: () => 50,
  share: (stage) => usual[stage]!,
  days: () => 3,
  source: (random) => (random.uniform() < 0.5 ? "search" : "post"),
};

type Stay = JamRow & { source: string };

/** The stays of a window, watched until it ends, as those of every window are: who comes late in it is still open. */
function staysIn(company: Company, w: number, random: Random): Stay[] {
  const stays: Stay[] = [];
  let sources = Array.from({ length: company.deals(w) }, () => company.source(random, w));
  names.forEach((stage, index) => {
    const onward: string[] = [];
    for (const source of sources) {
      const on = random.uniform() < company.share(index, w, source);
      const length = -Math.log(random.uniform()) * company.days(index, w, on);
      const seen = random.uniform() * windowDays;
      const open = length > seen;
      if (on && !open) onward.push(source);
      stays.push({
        stage,
        w,
        source,
        state: open ? "open" : on ? "on" : "lost",
        age: Math.ceil(open ? seen : length) * minutesPerDay,
        n: 1,
      });
    }
    sources = onward;
  });
  return stays;
}

/** Counted as the page counts what it reads. */
function countedOf(stays: readonly Stay[]): Counted {
  const count = (stage: string, w: number, ...states: string[]) =>
    stays.reduce((sum, one) => (one.stage === stage && one.w === w && states.includes(one.state) ? sum + 1 : sum), 0);
  const decided = stays.filter(({ state }) => state !== "open");
  return {
    rows: [...Map.groupBy(stays, ({ stage, w, state, age }) => `${stage} ${w} ${state} ${age}`).values()].map((same) => ({
      ...same[0]!,
      n: same.length,
    })),
    mix: [...Map.groupBy(decided, ({ stage, w, source }) => `${stage} ${w === 0} ${source}`).values()].map((same) => ({
      dimension: "source",
      key: same[0]!.source,
      stage: same[0]!.stage,
      current: same[0]!.w === 0,
      events: same.filter(({ state }) => state === "on").length,
      n: same.length,
    })),
    moves: names.slice(0, -1).map((stage, index) => ({ stage, next: names[index + 1]!, n: count(stage, 0, "on") })),
    passages: names.map((stage) => ({
      stage,
      entered: count(stage, 0, "on", "lost", "open"),
      gone: count(stage, 0, "on", "lost") + count(stage, 1, "open"),
      stock: count(stage, 0, "open"),
    })),
  };
}

/** What the page says of a company, stage by stage, and the stays it says it by. */
function judge(company: Company, random: Random) {
  const stays = Array.from({ length: pastWindows + 1 }, (_, w) => staysIn(company, w, random)).flat();
  const found = findJams(countedOf(stays), pipeline);
  const mean = { mean: worth, error: 0 };
  const intake = { begun: new Map([[names[0]!, company.deals(0)]]), worth: { fresh: mean, returning: mean } };
  const drawn = drawJams(drawInputOf(found, intake, windowDays));
  const { stages, named } = tellJams(found, drawn, { days: windowDays, priced: true });
  return { stages: stages.map((stage, index) => ({ ...stage, mix: found[index]!.mix })), named, stays };
}

function quiet(companies: number): Figure[] {
  let [headlines, anything, best] = [0, 0, 0];
  for (let company = 0; company < companies; company += 1) {
    const { named, stages, stays } = judge(steady, openRandom(300).split(company));
    if (named.length > 0) headlines += 1;
    if (stages.some(({ stands, timing, capacity }) => stands || timing?.stands === true || capacity?.fills === true)) anything += 1;
    best += Math.max(...[1, 2, 3, 4].map((w) => shareOf(stays, "first", w))) / usual[0]! - 1;
  }
  return [
    figure("3b no change, 50 deals a quarter: companies with a headline", headlines / companies, { atMost: 0.1 }, ""),
    figure("… of which anything is told: a loss, a longer wait, a stage that fills up", anything / companies, null, ""),
    figure("… how much better the best of four quarters looks (what the raw best would invent)", best / companies, null, ""),
  ];
}

function planted(runs: number): Figure[] {
  const deals = 1500;
  const truth = (deals / windowDays) * monthDays * 0.4 * 0.5 * 0.7 * (0.6 - 0.45) * worth;
  const company: Company = { ...steady, deals: () => deals, share: (stage, w) => (stage === 2 && w === 0 ? 0.45 : usual[stage]!) };
  let [first, held, headlines] = [0, 0, 0];
  for (let run = 0; run < runs; run += 1) {
    const { stages, named } = judge(company, openRandom(301).split(run));
    const tops = stages.map(({ priced }) => priced.top);
    if (tops.indexOf(Math.max(...tops)) === 2) first += 1;
    if (named.includes(2)) headlines += 1;
    const { low, high } = stages[2]!.priced.gain;
    if (low <= truth && truth <= high) held += 1;
  }
  return [
    figure("3c stage 3 at 0.45 for 0.60, about 300 visits: ranked first", first / runs, { atLeast: 0.9 }, ""),
    figure("… named in the headline", headlines / runs, null, ""),
    figure("… true loss within the 80 % range", held / runs, { between: [0.74, 0.86] }, ""),
  ];
}

/** Stage 2 takes twice as long; its conversion is as before. */
function delayed(runs: number): Figure[] {
  const company: Company = {
    ...steady,
    deals: () => 1000,
    days: (stage, w, onward) => (stage === 1 ? (onward ? 12 : 6) * (w === 0 ? 2 : 1) : 3),
  };
  let [timed, zero, loss, naive] = [0, 0, 0, 0];
  for (let run = 0; run < runs; run += 1) {
    const { stages, stays } = judge(company, openRandom(302).split(run));
    const { priced, stands, timing } = stages[1]!;
    if (priced.gain.low <= 0 && priced.gain.high >= 0) zero += 1;
    if (stands) loss += 1;
    if (timing?.stands) timed += 1;
    naive += shareOf(stays, "second", 0) - [1, 2, 3, 4].reduce((sum, w) => sum + shareOf(stays, "second", w) / pastWindows, 0);
  }
  return [
    figure("3d pure delay: told as timing", timed / runs, { atLeast: 0.95 }, ""),
    figure("… range of the monthly loss holds 0 (80 % is what an 80 % range promises)", zero / runs, { atLeast: 0.74 }, ""),
    figure("… a loss stands all the same", loss / runs, { atMost: 0.12 }, ""),
    figure("… what decided visits alone would call a change of conversion", naive / runs, null, ""),
  ];
}

/** A channel of a quarter of the deals that converts at a quarter becomes five eighths of them. */
function mixed(runs: number): Figure[] {
  const company: Company = {
    ...steady,
    deals: (w) => (w === 0 ? 800 : 400),
    source: (random, w) => (random.uniform() < (w === 0 ? 5 / 8 : 1 / 4) ? "banner" : "search"),
    share: (stage, _, source) => (stage === 0 && source === "banner" ? 0.1 : usual[stage]!),
  };
  let [named, loss] = [0, 0];
  for (let run = 0; run < runs; run += 1) {
    const { mix, stands } = judge(company, openRandom(303).split(run)).stages[0]!;
    if (stands) loss += 1;
    if (mix !== null && mix.effect < 0 && !stands) named += 1;
  }
  return [
    figure(
      "3e a cheap channel grows, both convert as before: named as mix and not as the stage's loss",
      named / runs,
      { atLeast: 0.9 },
      "",
    ),
    figure("… a loss stands all the same", loss / runs, null, ""),
  ];
}

/** Of the decided stays of a window, the share that moved on. */
function shareOf(stays: readonly Stay[], stage: string, w: number): number {
  const decided = stays.filter((one) => one.stage === stage && one.w === w && one.state !== "open");
  return decided.filter(({ state }) => state === "on").length / decided.length;
}
