import { Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { follow } from "../api/asking";
import { get } from "../api/client";
import { LoadScreen } from "../components/LoadScreen";
import { languageOf } from "../i18n/languages";
import { Alerts, AlertTools, useAlerts } from "../told/Alerts";
import { Navigation } from "./Navigation";
import { MeContext, may, useMay, type Me } from "./useMe";
import { useRoute } from "./useRoute";
import { VIEWS, type Section } from "./views";

/** Asks the centre who looks at the page. One that does not say shows its control room and nothing else. */
function useWho(): Me | null | undefined {
  const [me, setMe] = useState<Me | null>();
  useEffect(
    () =>
      follow<Me>({
        ask: (signal) => get<Me>("/me", {}, signal),
        answered: setMe,
        failed: () => {
          setMe((before) => before ?? null);
        },
      }),
    [],
  );
  return me;
}

/** The way between the views, and under it what concerns whoever looks at any of them. */
function AlertedNavigation({ sections, current }: { sections: readonly Section[]; current: Section | undefined }) {
  // The control room follows the alarms itself.
  const alarmsSound = current === "room";
  const desk = useAlerts(alarmsSound);
  return (
    <>
      <Navigation sections={sections} current={current}>
        <AlertTools desk={desk} ownSound={alarmsSound} />
      </Navigation>
      <Alerts desk={desk} saysCut={current !== "room" && current !== "city"} />
    </>
  );
}

function Top(props: { sections: readonly Section[]; current: Section | undefined }) {
  return useMay("view") ? <AlertedNavigation {...props} /> : <Navigation {...props} />;
}

/** The page: who looks at it, the way between its views, and the one that is looked at. */
export function Shell() {
  const { i18n } = useTranslation();
  const { steps } = useRoute();
  const me = useWho();
  const seen = VIEWS.filter(({ section, permissions }) =>
    me
      ? permissions.length === 0 || permissions.some((permission) => may(me, permission))
      : section === "room",
  );
  const entry = seen.find((each) => each.steps.includes(steps[0] ?? "")) ?? seen[0];
  const View = entry?.view;
  const sections = [...new Set(seen.map(({ section }) => section))];
  // Whoever is known has the way to their account and is told what concerns them, however little they may see.
  const led = me !== null || seen.length > 1;
  if (me === undefined) return <LoadScreen phase="loading" onRetry={() => undefined} />;
  return (
    <MeContext value={me}>
      <div
        className="shell"
        data-nav={led || undefined}
        lang={languageOf(i18n.language).tag}
      >
        {led && <Top sections={sections} current={entry?.section} />}
        <Suspense fallback={<LoadScreen phase="loading" onRetry={() => undefined} />}>
          {View && <View />}
        </Suspense>
      </div>
    </MeContext>
  );
}
