import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";

import type { Alarm } from "../api/types";
import { useSay, useTerms } from "../hooks/useDesk";
import { AlarmMarks } from "../room/AlarmMarks";
import { ProbabilityMark } from "../room/evidence/ProbabilityMark";
import { WaitMark } from "../room/verification/WaitClock";
import { Age } from "./Age";
import { AlarmActions } from "./AlarmActions";
import { AlarmTimes } from "./AlarmTimes";
import { KindBadge } from "./KindBadge";
import { StateMark } from "./StateMark";

interface Props {
  alarm: Alarm;
  /** Its place in the whole list, from 0. */
  index: number;
  first: boolean;
  /** How many open alarms follow from it. */
  followers: number;
  selected: boolean;
  /** Whether the row itself is in the tab order (roving tabindex). */
  reachable: boolean;
  style?: CSSProperties;
  onSelect: (id: number) => void;
  onOpen: (id: number) => void;
  onVerify: (id: number) => void;
}

/** One alarm in the list. The heading row counts as the grid's first, hence the offsets. */
export function AlarmRow({
  alarm,
  index,
  first,
  followers,
  selected,
  reachable,
  style,
  onSelect,
  onOpen,
  onVerify,
}: Props) {
  const { t } = useTranslation();
  const speak = useSay();
  const terms = useTerms();
  return (
    <div
      role="row"
      id={`alarm-${alarm.id}`}
      className="alarm-row"
      style={style}
      tabIndex={reachable ? 0 : -1}
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-testid="alarm-row"
      data-alarm-id={alarm.id}
      data-kind={alarm.kind}
      data-state={alarm.state}
      data-level={alarm.level}
      data-part={alarm.part}
      data-gateway={alarm.gateway}
      data-first={first || undefined}
      onFocus={() => {
        onSelect(alarm.id);
      }}
      onClick={(event) => {
        if (!(event.target as HTMLElement).closest("button")) onOpen(alarm.id);
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" && event.target === event.currentTarget) onOpen(alarm.id);
      }}
    >
      <div role="gridcell" className="cell-kind">
        <KindBadge kind={alarm.kind} />
        {first && (
          <span className="first-mark" title={t("alarms.first_title")}>
            {t("alarms.first")}
          </span>
        )}
        <ProbabilityMark probability={alarm.probability} />
      </div>
      <div role="gridcell" className="cell-state">
        <StateMark alarm={alarm} />
      </div>
      <div role="gridcell" className="cell-place">
        <span className="place">{speak(alarm.place) || t("alarms.unplaced")}</span>
        <span className="device-line">
          <AlarmMarks alarm={alarm} followers={followers} />
          <span className="device">
            {speak(alarm.device) || t("alarms.unnamed")}
            <span className="muted"> · {terms.term(alarm.component_type)}</span>
          </span>
        </span>
      </div>
      <div role="gridcell" className="cell-time">
        <AlarmTimes alarm={alarm} />
      </div>
      <div role="gridcell" className="cell-age">
        <WaitMark alarm={alarm} />
        <Age ts={alarm.raised_at} />
        {alarm.occurrences > 1 && (
          <span className="occurrences" title={t("alarms.occurrences_title", { count: alarm.occurrences })}>
            {t("alarms.occurrences", { count: alarm.occurrences })}
          </span>
        )}
      </div>
      <div role="gridcell" className="cell-action">
        <AlarmActions
          alarm={alarm}
          reachable={selected}
          onVerify={() => {
            onVerify(alarm.id);
          }}
        />
      </div>
    </div>
  );
}
