import "../styles/operator.css";

import { lazy, Suspense } from "react";

import { LinkRow, type RowLink } from "../components/LinkRow";
import { PageTools } from "../components/PageTools";
import { useDispatchLinks } from "../dispatch/useDispatchLinks";
import { addWords } from "../operator/words";
import { may, useMe } from "../shell/useMe";
import { useRoute } from "../shell/useRoute";
import { forcesHref, PAGES, type ForcePage } from "./links";
import { useForceWords } from "./useForceWords";

addWords();

const VIEWS = {
  stations: lazy(async () => ({ default: (await import("./stations/StationsPage")).StationsPage })),
  units: lazy(async () => ({ default: (await import("./units/UnitsPage")).UnitsPage })),
  waters: lazy(async () => ({ default: (await import("./waters/WatersPage")).WatersPage })),
  facilities: lazy(async () => ({ default: (await import("./facilities/FacilitiesPage")).FacilitiesPage })),
  preplans: lazy(async () => ({ default: (await import("./preplans/PreplansPage")).PreplansPage })),
  carried: lazy(async () => ({ default: (await import("./carried/CarriedPage")).CarriedPage })),
  terminals: lazy(async () => ({ default: (await import("./terminals/TerminalsPage")).TerminalsPage })),
  links: lazy(async () => ({ default: (await import("./links/LinksPage")).LinksPage })),
};
const NEEDS: Partial<Record<ForcePage, string>> = { links: "dispatch" };

/** The brigade's books: what forces there are, water, places, plans, and what crews carry. */
export function ForcesView() {
  const { t } = useForceWords();
  const me = useMe();
  const { steps } = useRoute();
  const above = useDispatchLinks("forces");
  const seen = PAGES.filter((page) => may(me, NEEDS[page] ?? "view"));
  const current = seen.find((page) => page === steps[1]) ?? "stations";
  const View = VIEWS[current];
  const links = seen.map(
    (page): RowLink => ({
      key: page,
      href: forcesHref(page),
      text: t(`nav.${page}`),
      current: page !== current ? undefined : steps[2] === undefined ? "page" : "true",
    }),
  );
  return (
    <div className="operator forces">
      <div className="op-bar">
        <LinkRow label={t("nav.above")} links={above} className="op-groups" />
        <PageTools />
        <LinkRow label={t("nav.label")} links={links} className="op-pages" />
      </div>
      <Suspense
        fallback={
          <p role="status" className="empty">
            {t("loading")}
          </p>
        }
      >
        <View key={`${current}/${steps.slice(2).join("/")}`} />
      </Suspense>
    </div>
  );
}
