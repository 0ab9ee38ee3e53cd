import { In, IsNull, LessThanOrEqual, Not, type Repository } from "typeorm";
import type { Fact } from "../../client/src/fact.ts";
import type { Store } from "../../client/src/outbox.ts";
import type { SluiceNote } from "./note.entity.ts";

const order = { dueAt: "ASC", id: "ASC" } as const;

/** The outbox in the shop's own database. */
export function noteStore(notes: Repository<SluiceNote>): Store {
  return {
    async unread(limit, nowMs) {
      const rows = await notes.find({ where: { facts: IsNull(), dueAt: LessThanOrEqual(new Date(nowMs)) }, order, take: limit });
      return rows.map(({ id, topic, subject }) => ({ id: String(id), topic, subject }));
    },
    async fill(id, facts) {
      if (facts.length === 0) await notes.delete(id);
      else await notes.update(id, { facts: JSON.stringify(facts) });
    },
    async due(limit, nowMs) {
      const rows = await notes.find({ where: { facts: Not(IsNull()), dueAt: LessThanOrEqual(new Date(nowMs)) }, order, take: limit });
      return rows.map(({ id, facts }) => ({ id: String(id), facts: JSON.parse(facts!) as Fact[] }));
    },
    async done(ids) {
      await notes.delete({ id: In([...ids]) });
    },
    async defer(id, untilMs, problem) {
      await notes.update(id, { dueAt: new Date(untilMs), problem: problem.slice(0, 1000) });
    },
  };
}
