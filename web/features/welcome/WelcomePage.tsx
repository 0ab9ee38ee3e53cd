import { PageHeader } from "#web/ui/PageHeader.tsx";

export function WelcomePage() {
  return <PageHeader title="WelcomePage" />;
}
