import { useTranslation } from "react-i18next";
import classes from "./connect.module.css";

/** The webhooks to make: the name the shop's own admin shows, and its code. */
export function Topics({ kind, topics }: { kind: "shopify" | "woocommerce"; topics: readonly string[] }) {
  const { t } = useTranslation("connect");
  return (
    <div>
      <div className={classes.fieldLabel}>{t(`${kind}.topics`)}</div>
      <ul className={classes.topics}>
        {topics.map((topic) => (
          <li key={topic}>
            <span>{t(`${kind}.topic.${topic.replace(".", "_").replace("/", "_")}`)}</span> <code>{topic}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}
