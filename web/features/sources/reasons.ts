import { useTranslation } from "react-i18next";

/** Words for a reason code of the log; a code nobody worded yet is shown as it is. */
export function useReason(): (code: string) => string {
  const { t, i18n } = useTranslation("sources");
  return (code) => {
    const [name, ...detail] = code.split(":");
    const key = `reasons.${name}`;
    return i18n.exists(key, { ns: "sources" }) ? t(key, { detail: detail.join(":") }) : code;
  };
}
