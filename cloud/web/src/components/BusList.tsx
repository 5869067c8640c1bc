import { useTranslation } from "react-i18next";

import type { Bus } from "../api/types";
import { formatNumber } from "../time/format";
import { Icon } from "./Icon";

/** The lines below a gateway: up or down, how often they err, and the last error in the driver's words. */
export function BusList({ buses, believable }: { buses: readonly Bus[]; believable: boolean }) {
  const { t, i18n } = useTranslation();
  if (buses.length === 0) return null;
  return (
    <ul className="buses" aria-label={t("gateways.buses")} data-believable={believable}>
      {buses.map((bus) => (
        <li key={bus.bus} className="bus" data-up={bus.up}>
          <span className="bus-state">
            <Icon name={believable ? (bus.up ? "check" : "cross") : "question"} />
            {believable
              ? t(bus.up ? "gateways.bus_up" : "gateways.bus_down")
              : t("parts.last_word", { state: t(bus.up ? "gateways.bus_up" : "gateways.bus_down") })}
          </span>
          <span className="bus-name">
            <span className="code">{bus.bus}</span> <span className="muted">{bus.driver}</span>
          </span>
          <span className="bus-counts num muted">
            {t("gateways.bus_errors", {
              errors: formatNumber(bus.errors, i18n.language),
              requests: formatNumber(bus.requests, i18n.language),
            })}
          </span>
          {bus.last_error && <span className="bus-error">{bus.last_error}</span>}
        </li>
      ))}
    </ul>
  );
}
