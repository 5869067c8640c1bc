import "uplot/dist/uPlot.min.css";
import "../styles/operator.css";

import { lazy } from "react";

import type { RowLink } from "../components/LinkRow";
import { addWords } from "../operator/words";
import { PageFrame } from "../shell/PageFrame";
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
  const links = seen.map(
    (page): RowLink => ({
      key: page,
      href: dutyHref(page, { room: query.room }),
      text: t(`nav.${page}`),
      current: page === current ? "page" : undefined,
    }),
  );
  return (
    <PageFrame className="operator duty" label={t("nav.label")} links={links} loading={t("loading")}>
      <View key={`${current}/${steps[2] ?? ""}`} />
    </PageFrame>
  );
}
