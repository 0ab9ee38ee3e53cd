import { onlineShop } from "./online-shop.ts";
import type { IdlePolicy, Stage } from "./pipeline.ts";
import { salesTeam } from "./sales-team.ts";
import type { Language, Template, TemplateName, TemplateStage } from "./template.ts";
import { wholesale } from "./wholesale.ts";

const templates: Record<TemplateName, Template> = { "online-shop": onlineShop, "sales-team": salesTeam, wholesale };

/** A fresh copy of a template in one language. Stage ids are the same in every language. */
export function templateOf(name: TemplateName, language: Language): { name: string; stages: Stage[]; idle: IdlePolicy } {
  const template = templates[name];
  return {
    name: template.name[language],
    stages: template.stages.map((stage) => inLanguage(stage, language)),
    idle: structuredClone(template.idle),
  };
}

function inLanguage(stage: TemplateStage, language: Language): Stage {
  const { name, meaning, checklist, ...rest } = structuredClone(stage);
  return {
    ...rest,
    name: name[language],
    meaning: meaning[language],
    checklist: Object.entries(checklist).map(([id, text]) => ({ id, text: text[language] })),
  };
}
