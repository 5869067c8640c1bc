import "../styles/operator.css";

import { Suspense, lazy, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { Icon } from "../components/Icon";
import { switchLanguage } from "../i18n/language";
import { addWords } from "../operator/words";
import { useTheme } from "../preferences/useTheme";
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
const THEME_ICON = { auto: "half", dark: "moon", light: "sun" } as const;
const isView = (step: string): step is View => step in VIEWS;

/** Inspections: tasks, hazards and their rectification, draws, inspectors. */
export function InspectionsView() {
  const { t } = useInspectionWords();
  const { t: common } = useTranslation();
  const { theme, nextTheme } = useTheme();
  const me = useMe();
  const { steps } = useRoute();
  const seen = PAGES.filter((page) => may(me, NEEDS[page] ?? "view"));
  const asked = steps[1] ?? "tasks";
  const view: View = isView(asked) ? asked : "tasks";
  const current = ABOVE[view] ?? (view as InspectionPage);
  const Shown = VIEWS[view];
  const row = useRef<HTMLElement>(null);
  useEffect(() => {
    row.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [current]);
  return (
    <div className="operator inspections">
      <div className="op-bar">
        <nav ref={row} className="op-nav" aria-label={t("nav.label")}>
          <ul>
            {seen.map((page) => (
              <li key={page}>
                <a href={pageHref(page)} aria-current={page === current ? "page" : undefined}>
                  {t(`nav.${page}`)}
                </a>
              </li>
            ))}
            {may(me, "inspect") && (
              <li>
                <a href="#/inspect">{t("nav.phone")}</a>
              </li>
            )}
            <li>
              <a href="#/draws">{t("nav.public")}</a>
            </li>
          </ul>
        </nav>
        <div className="op-switches">
          <button
            type="button"
            className="icon-button"
            aria-label={`${common("header.theme_title")} (${common(`header.theme_${theme}`)})`}
            onClick={nextTheme}
          >
            <Icon name={THEME_ICON[theme]} />
          </button>
          <button type="button" className="button quiet" data-testid="language" onClick={switchLanguage}>
            {common("header.language")}
          </button>
        </div>
      </div>
      <Suspense
        fallback={
          <p role="status" className="empty">
            {t("loading")}
          </p>
        }
      >
        <Shown key={`${view}/${steps[2] ?? ""}`} />
      </Suspense>
    </div>
  );
}
