import { useTranslation } from "react-i18next";

import { useDesk } from "../hooks/useDesk";
import { GatewayCard } from "./GatewayCard";

/** Every gateway's link; the silent ones first. */
export function GatewayList() {
  const { t } = useTranslation();
  const { state } = useDesk();
  const gateways = [...state.gateways.values()].sort(
    (a, b) => Number(a.link === "online") - Number(b.link === "online") || a.gateway.localeCompare(b.gateway),
  );
  return (
    <section className="gateways" aria-labelledby="gateways-title" data-view="gateways">
      <div className="section-head">
        <h2 id="gateways-title">{t("gateways.title")}</h2>
      </div>
      {gateways.length === 0 && <p className="empty">{t("gateways.empty")}</p>}
      {gateways.map((gateway) => (
        <GatewayCard key={gateway.gateway} gateway={gateway} />
      ))}
    </section>
  );
}
