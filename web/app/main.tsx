import "#web/ui/mantine.css";
import "#web/ui/tokens.css";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startI18n } from "#web/lib/i18n.ts";
import { queryClient } from "#web/lib/query.ts";
import { Themed } from "./Themed.tsx";
import { router } from "./router.tsx";

await startI18n();

createRoot(document.querySelector("#root")!).render(
  <StrictMode>
    <Themed>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <Notifications position="bottom-right" limit={3} />
      </QueryClientProvider>
    </Themed>
  </StrictMode>,
);
