import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDraft } from "#web/lib/draft.ts";
import { Chip } from "#web/ui/Chip.tsx";
import type { NewActivity } from "./api.ts";
import classes from "./Deal.module.css";

const types = ["note", "call", "demo", "meeting"] as const;
type Type = (typeof types)[number];
const outcomesOf: Record<Type, readonly NonNullable<NewActivity["outcome"]>[]> = {
  note: [],
  call: ["reached", "not_reached", "positive", "negative"],
  demo: ["positive", "negative", "done"],
  meeting: ["positive", "negative", "done"],
};

/** Writes down a note, a call, a demo or a meeting with its outcome. What is typed stays until it is saved, even over a reload. */
export function Composer({
  dealId,
  busy,
  onRecord,
}: {
  dealId: string;
  busy: boolean;
  onRecord: (activity: NewActivity, done: () => void) => void;
}) {
  const { t } = useTranslation("deals");
  const [text, setText] = useDraft(`note.${dealId}`);
  const [type, setType] = useState<Type>("note");
  const [outcome, setOutcome] = useState<NewActivity["outcome"]>();
  const [focused, setFocused] = useState(false);
  const outcomes = outcomesOf[type];
  const ready = type === "note" ? text.trim() !== "" : text.trim() !== "" || outcome !== undefined;
  const save = () => {
    if (!ready || busy) return;
    onRecord({ type, ...(text.trim() ? { text: text.trim() } : {}), ...(outcome ? { outcome } : {}) }, () => {
      setText("");
      setOutcome(undefined);
      setType("note");
    });
  };
  return (
    <form
      className={classes.composer}
      aria-label={t("compose.label")}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <div className={classes.kinds} role="group" aria-label={t("compose.label")}>
        {types.map((each) => (
          <Chip
            key={each}
            on={type === each}
            aria-pressed={type === each}
            onClick={() => {
              setType(each);
              setOutcome(undefined);
            }}
          >
            {t(`compose.type.${each}`)}
          </Chip>
        ))}
        {outcomes.length > 0 && (
          <span className={classes.outcomes} role="group" aria-label={t("compose.outcome")}>
            {outcomes.map((each) => (
              <Chip
                key={each}
                on={outcome === each}
                aria-pressed={outcome === each}
                onClick={() => setOutcome(outcome === each ? undefined : each)}
              >
                {t(`compose.outcomes.${each}`)}
              </Chip>
            ))}
          </span>
        )}
      </div>
      <div className={classes.write}>
        <Textarea
          className={classes.text}
          aria-label={t(`compose.type.${type}`)}
          placeholder={t(`compose.placeholder.${type}`)}
          value={text}
          autosize
          minRows={focused || text ? 2 : 1}
          maxRows={8}
          maxLength={10_000}
          onFocus={() => setFocused(true)}
          onBlur={() => setFocused(false)}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
          }}
        />
        {(text !== "" || type !== "note" || focused) && (
          <Button type="submit" disabled={!ready} loading={busy} title={t("compose.hint")} onMouseDown={(event) => event.preventDefault()}>
            {t("compose.save")}
          </Button>
        )}
      </div>
    </form>
  );
}
