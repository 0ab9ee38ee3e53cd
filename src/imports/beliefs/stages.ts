import type { Duck } from "#base/duck.ts";
import { limits } from "#base/limits.ts";
import type { Belief, Plan, StageTarget } from "../contract.ts";
import { outcomeIn } from "../values.ts";
import type { Known } from "./believe.ts";
import type { BeliefContext } from "./context.ts";
import { normalised } from "./header.ts";
import { valuesOf } from "./profile.ts";

type Pipeline = BeliefContext["pipelines"][number];
export type StagesFound = Pick<Plan, "pipelineId" | "newPipeline" | "stages"> & { beliefs: Belief[] };

/** The steps that sales go through everywhere, in their order, by the words that sales people use for them. */
const steps: string[][] = [
  [
    "lead",
    "new",
    "neu",
    "new lead",
    "neuer lead",
    "lead in",
    "awareness",
    "bewusstsein",
    "subscriber",
    "abonnent",
    "anfrage",
    "inquiry",
    "enquiry",
    "eingang",
    "lead generation",
    "lead generierung",
    "prospecting",
    "prospect",
    "interessent",
    "akquise",
    "kaltakquise",
    "open not contacted",
    "backlog",
  ],
  [
    "contacted",
    "kontaktiert",
    "contact made",
    "kontakt hergestellt",
    "kontaktaufnahme",
    "attempted to contact",
    "working contacted",
    "erstkontakt",
    "erstgespraech",
    "first contact",
    "connected",
    "lead nurturing",
    "lead pflege",
    "interest",
    "interesse",
    "engaging",
    "engaged",
    "nurturing",
    "in kontakt",
  ],
  [
    "qualified",
    "qualifiziert",
    "qualification",
    "qualifizierung",
    "qualified to buy",
    "qualifiedtobuy",
    "mql",
    "sql",
    "marketing qualified lead",
    "sales qualified lead",
    "appointment scheduled",
    "appointmentscheduled",
    "termin vereinbart",
    "bereit zum kauf",
    "needs analysis",
    "bedarfsanalyse",
    "bedarfsermittlung",
    "discovery",
    "evaluation",
    "bewertung",
    "value proposition",
    "id decision makers",
    "qualifiziert zum kauf",
  ],
  [
    "demo",
    "demo scheduled",
    "demo geplant",
    "presentation scheduled",
    "presentationscheduled",
    "praesentation geplant",
    "praesentation",
    "vorfuehrung",
    "vorfuehrung geplant",
    "meeting",
    "meeting scheduled",
    "meeting arranged",
    "termin",
    "praesentationstermin vereinbart",
    "presentation",
    "perception analysis",
    "muster",
    "samples",
  ],
  [
    "proposal",
    "proposal made",
    "proposal price quote",
    "offer",
    "angebot",
    "angebot erstellt",
    "angebot gesendet",
    "angebot verschickt",
    "angebot abgegeben",
    "quote",
    "quote sent",
    "proposal sent",
    "decision maker bought in",
    "decisionmakerboughtin",
    "entscheidungstraeger ueberzeugt",
    "entscheider ueberzeugt",
    "decision",
    "entscheidung",
    "angebotserstellung",
  ],
  [
    "negotiation",
    "negotiations started",
    "negotiation review",
    "verhandlung",
    "verhandlungen begonnen",
    "verhandlung begonnen",
    "verhandlung ueberpruefung",
    "in verhandlung",
    "contract sent",
    "contractsent",
    "vertrag gesendet",
    "vertrag verschickt",
    "vertrag",
    "contract",
    "commit",
    "committed",
    "verhandlungen gestartet",
    "commitment",
  ],
];
const stepOf = new Map(steps.flatMap((list, step) => list.map((word) => [word, step] as const)));

/** Leads the words for stages in the files to stages of the pipeline that fits best; where none does, a new one is proposed with these words. */
export async function stagesOf(duck: Duck, known: readonly Known[], context: BeliefContext): Promise<StagesFound> {
  const words = await wordsOf(duck, known);
  const stages: Record<string, StageTarget> = {};
  const beliefs: Belief[] = [];
  const open: Word[] = [];
  for (const word of words) {
    const outcome = outcomeIn(word.value);
    if (outcome === "won" || outcome === "lost") {
      stages[word.value] = { outcome };
      beliefs.push({
        about: `stages.${word.value}`,
        strength: "sure",
        code: `stage_${outcome}`,
        details: { word: word.value, count: word.count },
      });
    } else if (!word.isStatus) open.push(word);
  }
  const best = bestPipeline(open, context.pipelines);
  if (best) return intoPipeline(best, open, stages, beliefs);
  const hasDeals = known.some(({ found }) => found.kind === "deals");
  if (open.length === 0 && !hasDeals) return { pipelineId: context.pipelines[0]?.id ?? null, newPipeline: null, stages, beliefs };
  if (open.length === 0 && context.pipelines[0]) {
    beliefs.push({ about: "pipelineId", strength: "likely", code: "pipeline_first", details: { pipeline: context.pipelines[0].name } });
    return { pipelineId: context.pipelines[0].id, newPipeline: null, stages, beliefs };
  }
  const ordered = open.toSorted((a, b) => rankOf(a) - rankOf(b) || b.count - a.count);
  for (const [index, word] of ordered.entries()) {
    const about = `stages.${word.value}`;
    if (index >= limits.stages - 2) {
      beliefs.push({ about, strength: "ask", code: "stage_too_many", details: { word: word.value, count: word.count } });
      continue;
    }
    stages[word.value] = { create: word.value.slice(0, 60) };
    beliefs.push({ about, strength: "likely", code: "stage_new", details: { word: word.value, count: word.count, place: index + 1 } });
  }
  const name = nameOf(known, context);
  beliefs.push({
    about: "newPipeline",
    strength: "likely",
    code: "pipeline_new",
    details: { pipeline: name, stages: Math.min(ordered.length, limits.stages - 2) },
  });
  return { pipelineId: null, newPipeline: name, stages, beliefs };
}

type Word = { value: string; count: number; isStatus: boolean };

async function wordsOf(duck: Duck, known: readonly Known[]): Promise<Word[]> {
  const words = new Map<string, Word>();
  for (const { profile, found } of known) {
    if (found.kind !== "deals" && found.kind !== "leads") continue;
    for (const [column, field] of found.fields.entries()) {
      if (field !== "stage" && field !== "status") continue;
      for (const { value, count } of await valuesOf(duck, profile.fileId, column, 200)) {
        const word = words.get(value) ?? { value, count: 0, isStatus: true };
        word.count += count;
        word.isStatus &&= field === "status";
        words.set(value, word);
      }
    }
  }
  return [...words.values()].sort((a, b) => b.count - a.count);
}

/** "3. Angebot" says its place itself; a known word has one; the others come in between. */
function rankOf({ value }: Word): number {
  const number = /^(\d{1,2})\s*[.):-]/.exec(value)?.[1];
  return number ? Number(number) / 10 : (stepIn(value) ?? 2.5);
}

function stepIn(value: string): number | undefined {
  return stepOf.get(wordIn(value));
}

function wordIn(value: string): string {
  return normalised(value.replace(/^\d{1,2}\s*[.):-]\s*/, "").replace(/\([^)]*\)\s*$/, ""));
}

/** The pipeline in which most of the rows find their stage, by its name or one that means the same. */
function bestPipeline(open: readonly Word[], pipelines: readonly Pipeline[]): Pipeline | undefined {
  const total = open.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return undefined;
  const scored = pipelines.map((pipeline) => {
    const fitting = open.filter(({ value }) => {
      const stage = stageFor(value, pipeline);
      return stage !== undefined && (stage.byName || !pipeline.shopDriven);
    });
    return { pipeline, words: fitting.length, rows: fitting.reduce((sum, { count }) => sum + count, 0) };
  });
  const best = scored.sort((a, b) => b.words - a.words || b.rows - a.rows)[0];
  return best && best.words >= open.length * 0.6 && best.rows >= total * 0.5 ? best.pipeline : undefined;
}

function stageFor(value: string, { stages }: Pipeline): { id: string; name: string; byName: boolean } | undefined {
  const open = stages.filter(({ kind }) => kind === "open");
  const word = wordIn(value);
  const same = open.find(({ name, id }) => normalised(name) === word || normalised(id) === word);
  if (same) return { ...same, byName: true };
  const step = stepIn(value);
  if (step === undefined) return undefined;
  const alike = open.filter(({ name, id }) => (stepIn(name) ?? stepIn(id)) === step);
  return alike.length === 1 ? { ...alike[0]!, byName: false } : undefined;
}

function intoPipeline(pipeline: Pipeline, open: readonly Word[], stages: Record<string, StageTarget>, beliefs: Belief[]): StagesFound {
  beliefs.push({
    about: "pipelineId",
    strength: "likely",
    code: "pipeline_fits",
    details: { pipeline: pipeline.name, words: open.length },
  });
  for (const { value, count } of open) {
    const stage = stageFor(value, pipeline);
    stages[value] = stage ? { stageId: stage.id } : { create: value.slice(0, 60) };
    const code = !stage ? "stage_added" : stage.byName ? "stage_by_name" : "stage_alike";
    beliefs.push({
      about: `stages.${value}`,
      strength: stage?.byName ? "sure" : "likely",
      code,
      details: { word: value, count, ...(stage ? { stage: stage.name } : {}) },
    });
  }
  return { pipelineId: pipeline.id, newPipeline: null, stages, beliefs };
}

function nameOf(known: readonly Known[], { language }: BeliefContext): string {
  for (const { profile, found } of known) {
    const column = found.fields.indexOf("pipeline");
    const samples = column === -1 ? [] : profile.columns[column]!.samples;
    if (samples.length === 1) return samples[0]!.slice(0, 60);
  }
  return language === "de" ? "Importierte Deals" : "Imported deals";
}
