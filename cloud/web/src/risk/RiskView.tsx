import "../styles/map.css";
import "../styles/operator.css";

import { lazy } from "react";

import type { RowLink } from "../components/LinkRow";
import { addWords } from "../operator/words";
import { PageFrame } from "../shell/PageFrame";
import { may, useMe } from "../shell/useMe";
import { useRoute } from "../shell/useRoute";
import { BandPatterns } from "./BandMark";
import { pageHref, PAGES, type RiskPage } from "./links";
import { useRiskWords } from "./useRiskWords";

addWords();

const VIEWS = {
  map: lazy(async () => ({ default: (await import("./map/RiskMapPage")).RiskMapPage })),
  list: lazy(async () => ({ default: (await import("./list/SitesPage")).SitesPage })),
  weekly: lazy(async () => ({ default: (await import("./list/WeeklyPage")).WeeklyPage })),
  site: lazy(async () => ({ default: (await import("./site/SitePage")).SitePage })),
  warnings: lazy(async () => ({ default: (await import("./warnings/WarningsPage")).WarningsPage })),
  warning: lazy(async () => ({ default: (await import("./warnings/WarningPage")).WarningPage })),
  index: lazy(async () => ({ default: (await import("./index/IndexPage")).IndexPage })),
  models: lazy(async () => ({ default: (await import("./models/ModelsPage")).ModelsPage })),
};
type View = keyof typeof VIEWS;
const ABOVE: Partial<Record<View, RiskPage>> = { site: "list", warning: "warnings" };
const NEEDS: Partial<Record<RiskPage, string>> = { weekly: "inspect", models: "inspect" };
const isView = (step: string): step is View => step in VIEWS;

/** Fire risk: the map, sites and their lives, warnings, the index of areas, the models. */
export function RiskView() {
  const { t } = useRiskWords();
  const me = useMe();
  const { steps } = useRoute();
  const seen = PAGES.filter((page) => may(me, NEEDS[page] ?? "view"));
  const asked = steps[1] ?? "map";
  const named: View = isView(asked) ? asked : "map";
  const view = may(me, NEEDS[named as RiskPage] ?? "view") ? named : "map";
  const current = ABOVE[view] ?? (view as RiskPage);
  const Shown = VIEWS[view];
  const links = seen.map(
    (page): RowLink => ({
      key: page,
      href: pageHref(page),
      text: t(`nav.${page}`),
      current: page === current ? (page === view ? "page" : "true") : undefined,
    }),
  );
  return (
    <PageFrame className="operator risk" label={t("nav.label")} links={links} loading={t("loading")}>
      <BandPatterns />
      <Shown key={`${view}/${steps.slice(2).join("/")}`} />
    </PageFrame>
  );
}
