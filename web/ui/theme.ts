import { createTheme, type CSSVariablesResolver } from "@mantine/core";

const teal = ["#eef7f6", "#d9ebe9", "#b5d9d6", "#8cc3be", "#4fb9b1", "#2b9690", "#188580", "#0b6e69", "#095b57", "#074b48"] as const;

const dark = ["#e8eeec", "#c3cdca", "#9aa8a5", "#84918e", "#232c2a", "#1b2321", "#131a19", "#101615", "#0c1110", "#080c0b"] as const;
const gray = ["#f7f8f8", "#f1f5f4", "#eff2f1", "#e6eae9", "#cdd5d3", "#a9b5b2", "#5b6967", "#43504e", "#2b3735", "#14201f"] as const;

const veil = { backgroundOpacity: 0.28, color: "#0c1110" } as const;
const titleStyle = { fontSize: 15, lineHeight: "21px", fontWeight: 600 } as const;
const over = { radius: 6, shadow: "var(--shadow-over)" } as const;

export const theme = createTheme({
  colors: { teal, dark, gray },
  primaryColor: "teal",
  primaryShade: { light: 7, dark: 4 },
  fontFamily: '"Inter Variable", Inter, system-ui, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, monospace',
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "15px", xl: "20px" },
  lineHeights: { xs: "17px", sm: "19px", md: "20px", lg: "21px", xl: "28px" },
  spacing: { xs: "4px", sm: "8px", md: "12px", lg: "16px", xl: "24px" },
  radius: { xs: "3px", sm: "6px", md: "6px", lg: "8px", xl: "26px" },
  defaultRadius: "sm",
  cursorType: "pointer",
  headings: { fontWeight: "600" },
  components: {
    Button: { defaultProps: { size: "sm" }, styles: { root: { fontWeight: 550 } } },
    Menu: { defaultProps: { ...over, withInitialFocusPlaceholder: false } },
    Popover: { defaultProps: over },
    Modal: { defaultProps: { ...over, centered: true, radius: 8, overlayProps: veil }, styles: { title: titleStyle } },
    Drawer: { defaultProps: { shadow: "var(--shadow-over)", overlayProps: veil }, styles: { title: titleStyle } },
    Tooltip: { defaultProps: { openDelay: 300 } },
    Select: { defaultProps: { allowDeselect: false, comboboxProps: { shadow: "var(--shadow-over)" } } },
  },
});

/** Mantine's own variables say the same as our tokens, so that one palette rules light and dark. */
export const variables: CSSVariablesResolver = () => {
  const shared = {
    "--mantine-color-body": "var(--bg)",
    "--mantine-color-text": "var(--ink)",
    "--mantine-color-dimmed": "var(--ink2)",
    "--mantine-color-placeholder": "var(--ink3)",
    "--mantine-color-anchor": "var(--teal)",
    "--mantine-color-error": "var(--red)",
    "--mantine-color-default": "var(--bg)",
    "--mantine-color-default-hover": "var(--hover)",
    "--mantine-color-default-color": "var(--ink)",
    "--mantine-color-default-border": "var(--line)",
    "--mantine-primary-color-filled": "var(--teal)",
    "--mantine-primary-color-filled-hover": "var(--teal-strong)",
    "--mantine-primary-color-contrast": "var(--on-teal)",
    "--mantine-primary-color-light": "var(--teal-soft)",
    "--mantine-primary-color-light-hover": "var(--teal-soft)",
    "--mantine-primary-color-light-color": "var(--teal)",
    "--mantine-color-teal-filled": "var(--teal)",
    "--mantine-color-teal-filled-hover": "var(--teal-strong)",
    "--mantine-color-teal-light": "var(--teal-soft)",
    "--mantine-color-teal-light-hover": "var(--teal-soft)",
    "--mantine-color-teal-light-color": "var(--teal)",
    "--mantine-color-teal-text": "var(--teal)",
    "--mantine-color-red-filled": "var(--red)",
    "--mantine-color-red-text": "var(--red)",
    "--mantine-color-disabled": "var(--hair)",
    "--mantine-color-disabled-color": "var(--ink3)",
    "--mantine-color-disabled-border": "var(--line)",
    "--mantine-color-white": "var(--on-teal)",
  };
  return { variables: {}, light: shared, dark: shared };
};
