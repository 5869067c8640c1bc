import { useTranslation } from "react-i18next";

import type { Alarm } from "../api/types";
import { useTerms } from "../hooks/useDesk";

/** What has been done about an alarm, and beside it whether its device still alarms. */
export function StateMark({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation();
  const terms = useTerms();
  const outcomes = alarm.kind === "fire" ? "outcome" : "outcome_general";
  return (
    <>
      <span className="alarm-state" data-state={alarm.state}>
        {terms.state(alarm.state)}
        {alarm.outcome && <span> · {t(`${outcomes}.${alarm.outcome}`)}</span>}
      </span>
      <span className="alarm-level" data-level={alarm.level}>
        {t(`alarms.level_${alarm.level}`)}
      </span>
    </>
  );
}
