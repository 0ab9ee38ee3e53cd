import { useNavigate } from "@tanstack/react-router";
import { useErrorText } from "#web/lib/error-text.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { FormError } from "#web/ui/FormError.tsx";
import { useCreateImport } from "./api.ts";
import { DropZone } from "./DropZone.tsx";
import { startUploads } from "./uploads.ts";

/** Where files are dropped for a new import; the import's own page opens at once and shows them arrive. */
export function NewImport({ primary = false }: { primary?: boolean }) {
  const text = useErrorText();
  const navigate = useNavigate();
  const { id: workspaceId } = useWorkspace();
  const create = useCreateImport();
  const take = async (files: File[]) => {
    const { id } = await create.mutateAsync(files[0]?.name ?? "");
    startUploads(id, files);
    await navigate({ to: "/w/$workspaceId/settings/files/$importId", params: { workspaceId, importId: id } });
  };
  return (
    <>
      <DropZone take={(files) => void take(files).catch(() => undefined)} busy={create.isPending} primary={primary} />
      {create.isError && <FormError>{text(create.error)}</FormError>}
    </>
  );
}
