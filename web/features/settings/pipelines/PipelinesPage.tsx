import { PageHeader } from "#web/ui/PageHeader.tsx";

export function PipelinesPage() {
  return <PageHeader title="PipelinesPage" />;
}
