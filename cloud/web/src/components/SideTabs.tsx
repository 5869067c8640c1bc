import { useTranslation } from "react-i18next";

import { PANELS, type PanelName, type ViewName } from "./ViewTabs";

interface Props {
  view: ViewName;
  onView: (view: ViewName) => void;
}

/** Beside the list, on a wide screen: the overview, or one of the panels. */
export function SideTabs({ view, onView }: Props) {
  const { t } = useTranslation();
  const panel = PANELS.find((name) => name === view);
  const tab = (name: PanelName | "overview", on: boolean, to: ViewName) => (
    <button
      key={name}
      type="button"
      aria-current={on ? "true" : undefined}
      onClick={() => {
        onView(to);
      }}
    >
      {t(`nav.${name}`)}
    </button>
  );
  return (
    <nav className="side-tabs" aria-label={t("nav.side")}>
      {tab("overview", panel === undefined, "alarms")}
      {PANELS.map((name) => tab(name, name === panel, name))}
    </nav>
  );
}
