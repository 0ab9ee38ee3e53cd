import type { ReactNode } from "react";

/** What was wrong with a form, above its button; read out at once. */
export function FormError({ children }: { children: ReactNode }) {
  return (
    <p role="alert" style={{ color: "var(--red)", fontSize: 13 }}>
      {children}
    </p>
  );
}
