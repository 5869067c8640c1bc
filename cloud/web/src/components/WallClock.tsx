import { useTranslation } from "react-i18next";

import { useDesk } from "../hooks/useDesk";
import { useNow } from "../hooks/useNow";
import { formatTime, TIME_ZONE } from "../time/format";

/** The building's local time by the server's clock, with its zone. */
export function WallClock() {
  const { t, i18n } = useTranslation();
  const { state } = useDesk();
  const now = useNow(state.offset);
  return (
    <div className="wall-clock">
      <time className="num" dateTime={new Date(now).toISOString()}>
        {formatTime(now, "clock", i18n.language)}
      </time>
      <span className="wall-clock-foot">
        <span className="num">{formatTime(now, "day", i18n.language)}</span>
        <span>
          <span className="zone-name">{t("header.zone_name")} · </span>
          {TIME_ZONE}
        </span>
      </span>
    </div>
  );
}
