import { Menu, VisuallyHidden, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Me } from "#workspaces/contract.ts";
import { chooseLanguage, languages, type Language } from "#web/lib/i18n.ts";
import { signOut } from "#web/lib/sign-in.ts";
import { forgetAll } from "#web/lib/session.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import classes from "./shell.module.css";

export function PersonMenu({ me }: { me: Me }) {
  const { t } = useTranslation("common");
  return (
    <Menu position="top-start" width={220}>
      <Menu.Target>
        <button type="button" className={`${classes.entry} ${classes.press}`}>
          <VisuallyHidden>{t("person.menu")}: </VisuallyHidden>
          <span className={classes.cut}>{me.user?.name || me.user?.email || t("person.guest")}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <PersonItems me={me} />
      </Menu.Dropdown>
    </Menu>
  );
}

const languageNames = { en: "English", de: "Deutsch" } as const;
const schemes: Record<MantineColorScheme, string> = { light: "person.light", dark: "person.dark", auto: "person.system" };

/** Language, colours, account, signing out; also inside the phone's “More”. */
export function PersonItems({ me }: { me: Me }) {
  const { t, i18n } = useTranslation("common");
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { id: workspaceId } = useWorkspace();
  const navigate = useNavigate();
  const leave = async (everywhere: boolean) => {
    await signOut(everywhere);
    forgetAll();
    await navigate({ to: "/sign-in" });
  };
  return (
    <>
      <Menu.Label>{t("person.language")}</Menu.Label>
      <Menu.RadioGroup value={i18n.language} onChange={(language) => void chooseLanguage(language as Language)}>
        {languages.map((language) => (
          <Menu.RadioItem key={language} value={language} lang={language}>
            {languageNames[language]}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      <Menu.Label>{t("person.colors")}</Menu.Label>
      <Menu.RadioGroup value={colorScheme} onChange={(scheme) => setColorScheme(scheme as MantineColorScheme)}>
        {(Object.keys(schemes) as MantineColorScheme[]).map((scheme) => (
          <Menu.RadioItem key={scheme} value={scheme}>
            {t(schemes[scheme])}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      <Menu.Divider />
      {me.user ? (
        <>
          <Menu.Item onClick={() => void navigate({ to: "/w/$workspaceId/settings/account", params: { workspaceId } })}>
            {t("person.account")}
          </Menu.Item>
          <Menu.Item onClick={() => void leave(false)}>{t("person.signOut")}</Menu.Item>
          <Menu.Item onClick={() => void leave(true)}>{t("person.signOutEverywhere")}</Menu.Item>
        </>
      ) : (
        <Menu.Item onClick={() => void navigate({ to: me.needsOwner ? "/welcome" : "/sign-in" })}>
          {t(me.needsOwner ? "demo.connect" : "person.signIn")}
        </Menu.Item>
      )}
    </>
  );
}
