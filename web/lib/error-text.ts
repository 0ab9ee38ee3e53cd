import { useTranslation } from "react-i18next";
import { ApiError } from "./api.ts";

/** Words for whatever went wrong: the code's own text where there is one, otherwise a general one. */
export function useErrorText(): (error: unknown) => string {
  const { t, i18n } = useTranslation("errors");
  return (error) => {
    if (!(error instanceof ApiError)) return t("failed");
    const key = i18n.exists(error.code, { ns: "errors" }) ? error.code : "failed";
    return t(key, error.details);
  };
}
