import { useTranslation } from "react-i18next";

import { useDesk } from "../hooks/useDesk";
import { useNow } from "../hooks/useNow";
import { formatTime } from "../time/format";
import { Icon } from "./Icon";

/** The quiet list: it says since when it is known to be so, and whether everyone could be heard. */
export function NoAlarms() {
  const { t, i18n } = useTranslation();
  const { state } = useDesk();
  const now = useNow(state.offset);
  const gateways = [...state.gateways.values()];
  const online = gateways.filter((gateway) => gateway.link === "online").length;
  const live = state.connection.phase === "live";
  const asOf = live ? now : (state.connection.since ?? now);
  const sure = live && online === gateways.length && online > 0;
  return (
    <div className="no-alarms" data-sure={sure}>
      <span className="no-alarms-mark">
        <Icon name={sure ? "check" : "question"} />
      </span>
      <p className="no-alarms-title">{t("alarms.empty")}</p>
      <p className="muted num">
        {t("alarms.empty_body", {
          time: formatTime(asOf, "clock", i18n.language),
          online,
          total: gateways.length,
        })}
      </p>
      {!sure && <p className="no-alarms-doubt">{t("alarms.empty_doubt")}</p>}
    </div>
  );
}
