import { useTranslation } from "react-i18next";

/** What can stand in the place of the overview of parts and links. */
export const PANELS = ["systems", "devices", "lists"] as const;
export type PanelName = (typeof PANELS)[number];
export const VIEWS = ["alarms", "plan", "parts", ...PANELS, "gateways"] as const;
export type ViewName = (typeof VIEWS)[number];

interface Props {
  view: ViewName;
  open: number;
  onView: (view: ViewName) => void;
}

/** On a narrow screen one section is shown at a time; these switch between them. */
export function ViewTabs({ view, open, onView }: Props) {
  const { t } = useTranslation();
  return (
    <nav className="view-tabs" aria-label={t("nav.label")}>
      {VIEWS.map((name) => (
        <button
          key={name}
          type="button"
          aria-current={name === view ? "true" : undefined}
          onClick={() => {
            onView(name);
          }}
        >
          {t(`nav.${name}`)}
          {name === "alarms" && open > 0 && <span className="num tab-count">{open}</span>}
        </button>
      ))}
    </nav>
  );
}
