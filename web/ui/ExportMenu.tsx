import { Menu } from "@mantine/core";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import type { Params } from "#web/lib/api.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { Chip } from "./Chip.tsx";

type List = {
  /** What stands behind `/api/exports/`. */ path: string;
  /** Its filters, as the page shows them. */ params?: Params;
  /** Needed where there are several. */ title?: string;
};

const formats = ["csv", "xlsx"] as const;

/** What the page shows, all of it, as a file: for Excel by a double click, or for other programs. */
export function ExportMenu({ lists, label }: { lists: readonly List[]; label?: string }) {
  const { t, i18n } = useTranslation("common");
  const { id: workspace } = useWorkspace();
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <Chip>{label ?? t("export.title")}</Chip>
      </Menu.Target>
      <Menu.Dropdown>
        {lists.map(({ path, params = {}, title }) => (
          <Fragment key={title ?? path}>
            {title && <Menu.Label>{title}</Menu.Label>}
            {formats.map((format) => (
              <Menu.Item key={format} component="a" href={hrefOf(path, { ...params, format, language: i18n.language, workspace })} download>
                {t(`export.${format}`)}
              </Menu.Item>
            ))}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The address of a file, as a link opens it: the workspace stands in it, because a link sends no header. */
export function hrefOf(path: string, params: Params): string {
  const given = Object.entries(params).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return `/api/exports/${path}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}
