import { useTranslation } from "react-i18next";

import type { Alarm } from "../api/types";
import { useDesk } from "../hooks/useDesk";
import { isFireClass } from "../state/fireClass";

interface Props {
  alarm: Alarm;
  /** Whether the buttons are in the tab order: only those of the selected row are. */
  reachable: boolean;
  onVerify: () => void;
}

/** The one next step of an alarm: acknowledge, then verify, then close. */
export function AlarmActions({ alarm, reachable, onVerify }: Props) {
  const { t } = useTranslation();
  const desk = useDesk();
  const common = {
    type: "button",
    tabIndex: reachable ? 0 : -1,
    disabled: desk.busy.has(alarm.id),
  } as const;
  if (alarm.state === "raised") {
    return (
      <button
        {...common}
        // Only what may be a fire gets the loud button; seven loud ones say nothing.
        className={isFireClass(alarm.kind) ? "button strong" : "button"}
        title={t("action.acknowledge_title")}
        onClick={() => {
          desk.acknowledge(alarm);
        }}
      >
        {t("action.acknowledge")}
      </button>
    );
  }
  if (alarm.state === "acknowledged") {
    return (
      <button {...common} className="button" title={t("action.verify_title")} onClick={onVerify}>
        {t("action.verify")}
      </button>
    );
  }
  if (alarm.level === "active") {
    return (
      <span className="waits" title={t("action.wait_reset_title")}>
        {t("action.wait_reset")}
      </span>
    );
  }
  return (
    <button
      {...common}
      className="button quiet"
      title={t("action.close_title")}
      onClick={() => {
        desk.close(alarm, "");
      }}
    >
      {t("action.close")}
    </button>
  );
}
