// The little of Medusa that the plugin uses, so that it is type-checked here without installing it. When the package is used in a shop, the
// real one counts.
declare module "@medusajs/framework" {
  import type { MedusaContainer } from "@medusajs/framework/types";

  export type SubscriberConfig = { event: string | string[] };
  export type SubscriberArgs<T> = { event: { name: string; data: T }; container: MedusaContainer };
}

declare module "@medusajs/framework/types" {
  export type MedusaContainer = { resolve<T>(name: string): T };
}

declare module "@medusajs/framework/mikro-orm/migrations" {
  export class Migration {
    addSql(sql: string): void;
    up(): Promise<void>;
    down(): Promise<void>;
  }
}

declare module "@medusajs/framework/utils" {
  type Property = { nullable(): Property; primaryKey(): Property };
  export const model: {
    define(name: string, properties: Record<string, Property>): object;
    id(options?: { prefix?: string }): Property;
    text(): Property;
    dateTime(): Property;
  };
  export const ContainerRegistrationKeys: { LOGGER: string; QUERY: string };
  export function Module(name: string, parts: { service: unknown }): unknown;

  type Row = { id: string; topic: string; subject: string; facts: string | null; due_at: Date; problem: string | null };
  type Page = { take: number; order: Record<string, "ASC" | "DESC">; select: (keyof Row)[] };
  /** As Medusa derives it from the one model there is. */
  class NoteService {
    constructor(container: Record<string, unknown>, options: object);
    createSluiceNotes(rows: Partial<Row>[]): Promise<Row[]>;
    listSluiceNotes(filter: Record<string, unknown>, page: Page): Promise<Row[]>;
    updateSluiceNotes(rows: (Partial<Row> & { id: string })[]): Promise<Row[]>;
    deleteSluiceNotes(ids: string[]): Promise<void>;
  }
  export function MedusaService(models: { SluiceNote: object }): typeof NoteService;
}
