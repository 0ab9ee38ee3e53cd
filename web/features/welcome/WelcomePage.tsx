import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useQuery } from "@tanstack/react-query";
import { meQuery } from "#web/lib/me.ts";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import { Outside } from "#web/ui/Outside.tsx";
import { ChannelPicture } from "./ChannelPicture.tsx";
import { Doors } from "./Doors.tsx";
import { ShopForm } from "./ShopForm.tsx";
import classes from "./welcome.module.css";

/** First run: three doors; two of them lead over the form that names the shop. Also where a further shop is set up. */
export function WelcomePage() {
  const { t } = useTranslation("welcome");
  const { data: me, error, refetch } = useQuery(meQuery);
  const [door, setDoor] = useState<"connect" | "files">();
  return (
    <Outside wide>
      {error && <ErrorState error={error} retry={() => void refetch()} />}
      {!error && !me && <LoadingRows rows={3} />}
      {me && !door && (
        <>
          <h1 style={{ fontSize: 24, lineHeight: "32px", letterSpacing: "-0.02em" }}>{t("title")}</h1>
          <p style={{ color: "var(--ink2)", fontSize: 15, marginTop: 8, maxWidth: 620 }}>{t("text")}</p>
          <div className={classes.channel}>
            <ChannelPicture widths={[1, 0.7, 0.42, 0.27, 0.2, 0.46]} height={112} />
          </div>
          <Doors me={me} choose={setDoor} />
        </>
      )}
      {me && door && <ShopForm me={me} door={door} back={() => setDoor(undefined)} />}
    </Outside>
  );
}
