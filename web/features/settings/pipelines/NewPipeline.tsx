import { Button, Radio, Stack, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useErrorText } from "#web/lib/error-text.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { FormError } from "#web/ui/FormError.tsx";
import { useCreatePipeline } from "./api.ts";

const templates = ["online-shop", "sales-team", "wholesale"] as const;

export function NewPipeline() {
  const { t } = useTranslation("pipelines");
  const { id: workspaceId, language } = useWorkspace();
  const text = useErrorText();
  const navigate = useNavigate();
  const create = useCreatePipeline();
  const [template, setTemplate] = useState<string>("wholesale");
  const [name, setName] = useState("");
  const make = () =>
    create.mutate(
      { template, language, ...(name.trim() && { name: name.trim() }) },
      {
        onSuccess: ({ id: pipelineId }) =>
          void navigate({ to: "/w/$workspaceId/settings/pipelines/$pipelineId", params: { workspaceId, pipelineId } }),
      },
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        make();
      }}
    >
      <Stack gap="lg">
        <Radio.Group label={t("new.template")} value={template} onChange={setTemplate}>
          <Stack gap="sm" mt="sm">
            {templates.map((value) => (
              <Radio key={value} value={value} label={t(`new.templates.${value}.name`)} description={t(`new.templates.${value}.stages`)} />
            ))}
          </Stack>
        </Radio.Group>
        <TextInput
          label={t("new.name")}
          description={t("new.nameHint")}
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {create.isError && <FormError>{text(create.error)}</FormError>}
        <Button type="submit" loading={create.isPending}>
          {t("new.make")}
        </Button>
      </Stack>
    </form>
  );
}
