import "../styles/operator.css";

import { lazy } from "react";

import type { RowLink } from "../components/LinkRow";
import { addWords } from "../operator/words";
import { PageFrame } from "../shell/PageFrame";
import { may, useMe } from "../shell/useMe";
import { useRoute } from "../shell/useRoute";
import { pageHref, PAGES, type InspectionPage } from "./links";
import { useInspectionWords } from "./useInspectionWords";

addWords();

const VIEWS = {
  tasks: lazy(async () => ({ default: (await import("./tasks/TasksPage")).TasksPage })),
  task: lazy(async () => ({ default: (await import("./tasks/TaskPage")).TaskPage })),
  hazards: lazy(async () => ({ default: (await import("./hazards/HazardsPage")).HazardsPage })),
  hazard: lazy(async () => ({ default: (await import("./hazards/HazardPage")).HazardPage })),
  draws: lazy(async () => ({ default: (await import("./plans/DrawsPage")).DrawsPage })),
  draw: lazy(async () => ({ default: (await import("./plans/DrawPage")).DrawPage })),
  inspectors: lazy(async () => ({ default: (await import("./inspectors/InspectorsPage")).InspectorsPage })),
};
type View = keyof typeof VIEWS;
const ABOVE: Partial<Record<View, InspectionPage>> = { task: "tasks", hazard: "hazards", draw: "draws" };
const NEEDS: Partial<Record<InspectionPage, string>> = { draws: "inspect", inspectors: "inspect" };
const isView = (step: string): step is View => step in VIEWS;

/** Inspections: tasks, hazards and their rectification, draws, inspectors. */
export function InspectionsView() {
  const { t } = useInspectionWords();
  const me = useMe();
  const { steps } = useRoute();
  const seen = PAGES.filter((page) => may(me, NEEDS[page] ?? "view"));
  const asked = steps[1] ?? "tasks";
  const view: View = isView(asked) ? asked : "tasks";
  const current = ABOVE[view] ?? (view as InspectionPage);
  const Shown = VIEWS[view];
  const links: RowLink[] = [
    ...seen.map((page) => ({
      key: page,
      href: pageHref(page),
      text: t(`nav.${page}`),
      current: page === current ? ("page" as const) : undefined,
    })),
    ...(may(me, "inspect") ? [{ key: "phone", href: "#/inspect", text: t("nav.phone"), current: undefined }] : []),
    { key: "public", href: "#/draws", text: t("nav.public"), current: undefined },
  ];
  return (
    <PageFrame className="operator inspections" label={t("nav.label")} links={links} loading={t("loading")}>
      <Shown key={`${view}/${steps[2] ?? ""}`} />
    </PageFrame>
  );
}
