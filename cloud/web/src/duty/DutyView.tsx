import "uplot/dist/uPlot.min.css";
import "../styles/operator.css";

import { Suspense, lazy, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { Icon } from "../components/Icon";
import { switchLanguage } from "../i18n/language";
import { addWords } from "../operator/words";
import { useTheme } from "../preferences/useTheme";
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
const THEME_ICON = { auto: "half", dark: "moon", light: "sun" } as const;

/** Duty in the control rooms: who is there, checks, hand-over, log, rota and load, beside each other. */
export function DutyView() {
  const { t } = useDutyWords();
  const { t: common } = useTranslation();
  const { theme, nextTheme } = useTheme();
  const me = useMe();
  const { steps, query } = useRoute();
  const row = useRef<HTMLElement>(null);
  const seen = PAGES.filter((page) => may(me, NEEDS[page] ?? "view"));
  const asked = steps[1] ?? "now";
  const current = seen.find((page) => page === asked) ?? "now";
  const View = VIEWS[current];
  useEffect(() => {
    row.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [current]);
  return (
    <div className="operator duty">
      <div className="op-bar">
        <nav ref={row} className="op-nav" aria-label={t("nav.label")}>
          <ul>
            {seen.map((page) => (
              <li key={page}>
                <a href={dutyHref(page, { room: query.room })} aria-current={page === current ? "page" : undefined}>
                  {t(`nav.${page}`)}
                </a>
              </li>
            ))}
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
        <View key={`${current}/${steps[2] ?? ""}`} />
      </Suspense>
    </div>
  );
}
