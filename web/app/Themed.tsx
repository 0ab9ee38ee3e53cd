import { createTheme, MantineProvider, mergeThemeOverrides } from "@mantine/core";
import { useMemo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { theme, variables } from "#web/ui/theme.ts";

/** The theme, with the few words that the kit's own buttons need in the person's language. */
export function Themed({ children }: { children: ReactNode }) {
  const { t } = useTranslation("common");
  const spoken = useMemo(() => {
    const close = { defaultProps: { closeButtonProps: { "aria-label": t("close") } } };
    const words = createTheme({
      components: {
        Modal: close,
        Drawer: close,
        Notification: close,
        PasswordInput: { defaultProps: { visibilityToggleButtonProps: { "aria-label": t("showPassword") } } },
      },
    });
    return mergeThemeOverrides(theme, words);
  }, [t]);
  return (
    <MantineProvider theme={spoken} cssVariablesResolver={variables} defaultColorScheme="auto">
      {children}
    </MantineProvider>
  );
}
