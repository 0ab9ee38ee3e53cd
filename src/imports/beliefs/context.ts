import type { Language } from "#pipelines/template.ts";
import type { Stage } from "#pipelines/pipeline.ts";
import type { Belief, ImportFile, Plan } from "../contract.ts";
import type { ReadFile } from "../read/read-file.ts";

/** What is known of the workspace that the files come into. */
export type BeliefContext = {
  currency: string;
  timeZone: string;
  language: Language;
  /** `shopDriven`: visitors' journeys stand there; sales people's deals belong among them only where the stages are called the same. */
  pipelines: { id: string; name: string; shopDriven?: boolean; stages: Pick<Stage, "id" | "name" | "kind">[] }[];
  members: { userId: string; name: string; email: string | null }[];
  sources: { kind: string; scope: string }[];
  /** A plan saved under these headers, by `headerFingerprint` of each file (sorted). */
  savedPlan?: (fingerprints: readonly string[]) => Promise<SavedPlan | undefined>;
};

/** A plan with the headers it was made for, so that it fits the same columns in another order. */
export type SavedPlan = { name: string; plan: Plan; headers: Record<string, string[]> };

/** A file that has been read. */
export type FileToBelieve = { fileId: string; name: string; read: ReadFile };

export type Believed = {
  plan: Plan;
  beliefs: Belief[];
  /** By file id: the program whose export it is. */
  knownAs: Record<string, string | null>;
  columns: Record<string, ImportFile["columns"]>;
  savedPlan: string | null;
};
