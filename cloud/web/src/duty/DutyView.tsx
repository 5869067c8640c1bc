import "uplot/dist/uPlot.min.css";
import "../styles/operator.css";

import { Suspense, lazy } from "react";

import { LinkRow } from "../components/LinkRow";
import { PageTools } from "../components/PageTools";
import { addWords } from "../operator/words";
import { may, useMe } from "../shell/useMe";
import { useRoute } from "../shell/useRoute";
import { dutyHref, PAGES, type DutyPage } from "./links";
import { useDutyWords } from "./useDutyWords";

addWords();

const VIEWS = {
  now: lazy(async () => ({ default: (await import("./now/NowPage")).NowPage })),
  checks: lazy(async () => ({ default: (await import("./checks/ChecksPage")).ChecksPage })),
  handover: lazy(async () => ({ default: (await import("./handover/HandoverPage")).HandoverPage })),
  log: lazy(async () => ({ default: (await import("./log/LogPage")).LogPage })),
  rota: lazy(async () => ({ default: (await import("./rota/RotaPage")).RotaPage })),
  load: lazy(async () => ({ default: (await import("./load/LoadPage")).LoadPage })),
  rooms: lazy(async () => ({ default: (await import("./rooms/RoomsPage")).RoomsPage })),
};
const NEEDS: Partial<Record<DutyPage, string>> = { rooms: "edit-registry" };

/** Duty in the control rooms: who is there, checks, hand-over, log, rota and load, beside each other. */
export function DutyView() {
  const { t } = useDutyWords();
  const me = useMe();
  const { steps, query } = useRoute();
  const seen = PAGES.filter((page) => may(me, NEEDS[page] ?? "view"));
  const asked = steps[1] ?? "now";
  const current = seen.find((page) => page === asked) ?? "now";
  const View = VIEWS[current];
  return (
    <div className="operator duty">
      <div className="op-bar">
        <LinkRow
          label={t("nav.label")}
          links={seen.map((page) => ({
            key: page,
            href: dutyHref(page, { room: query.room }),
            text: t(`nav.${page}`),
            current: page === current ? "page" : undefined,
          }))}
        />
        <PageTools />
      </div>
      <Suspense
        fallback={
          <p role="status" className="empty">
            {t("loading")}
          </p>
        }
      >
        <View key={`${current}/${steps[2] ?? ""}`} />
      </Suspense>
    </div>
  );
}
