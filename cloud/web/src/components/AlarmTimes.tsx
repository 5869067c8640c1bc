import { useTranslation } from "react-i18next";

import type { Alarm } from "../api/types";
import { useDesk } from "../hooks/useDesk";
import { useNow } from "../hooks/useNow";
import { formatMoment, formatTime, isKnownTime } from "../time/format";
import { Icon } from "./Icon";

const WHICH = ["source", "gateway", "cloud"] as const;
type Which = (typeof WHICH)[number];

const timesOf = (alarm: Alarm): Record<Which, number | null> => ({
  source: alarm.ts_source,
  gateway: alarm.ts_gateway,
  cloud: alarm.ts_cloud,
});

function ClockDoubt() {
  const { t } = useTranslation();
  return (
    <span className="doubt-mark" title={t("time.doubtful_title")}>
      <Icon name="question" />
      {t("time.doubtful")}
    </span>
  );
}

/** The three times of an alarm in short: what the device, the gateway and the centre say. */
export function AlarmTimes({ alarm }: { alarm: Alarm }) {
  const { t, i18n } = useTranslation();
  const { state } = useDesk();
  const now = useNow(state.offset);
  const times = timesOf(alarm);
  return (
    <dl className="times">
      {WHICH.map((which) => {
        const ms = times[which];
        return (
          <div key={which} className={`time time-${which}`}>
            <dt title={t(`time.${which}_long`)}>{t(`time.${which}`)}</dt>
            <dd className="num">
              {isKnownTime(ms)
                ? formatMoment(ms, now, i18n.language)
                : t(which === "source" ? "time.none" : "time.unknown")}
            </dd>
          </div>
        );
      })}
      {!alarm.clock_synced && (
        <div className="time-doubt">
          <dt className="visually-hidden">{t("gateways.clock")}</dt>
          <dd>
            <ClockDoubt />
          </dd>
        </div>
      )}
    </dl>
  );
}

/** The same in full, to the millisecond, with how long the way to the centre took. */
export function AlarmTimesFull({ alarm }: { alarm: Alarm }) {
  const { t, i18n } = useTranslation();
  const times = timesOf(alarm);
  const delay = isKnownTime(alarm.ts_gateway) ? (alarm.ts_cloud - alarm.ts_gateway) / 1000 : null;
  return (
    <dl className="facts">
      {WHICH.map((which) => {
        const ms = times[which];
        return (
          <div key={which}>
            <dt>{t(`time.${which}_long`)}</dt>
            <dd className="num">
              {isKnownTime(ms)
                ? formatTime(ms, "full", i18n.language)
                : t(which === "source" ? "time.none" : "time.unknown")}
              {which !== "cloud" && !alarm.clock_synced && <ClockDoubt />}
              {which === "cloud" && delay !== null && alarm.clock_synced && (
                <span className="muted"> · {t("time.delay", { seconds: delay.toFixed(3) })}</span>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
