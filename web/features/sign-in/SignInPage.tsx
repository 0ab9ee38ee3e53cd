import { PageHeader } from "#web/ui/PageHeader.tsx";

export function SignInPage() {
  return <PageHeader title="SignInPage" />;
}
