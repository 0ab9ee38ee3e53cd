import { PageHeader } from "#web/ui/PageHeader.tsx";

export function CurrenciesPage() {
  return <PageHeader title="CurrenciesPage" />;
}
