import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { fetchAlarm } from "../api/client";
import type { Alarm, AlarmDetail as Detail, Part } from "../api/types";
import { aroundHref } from "../history/links";
import { isDrawn, quantityRank } from "../curve/spans";
import { useDesk, useSay, useTerms } from "../hooks/useDesk";
import { AlarmMarks } from "../room/AlarmMarks";
import { EvidencePanel } from "../room/evidence/EvidencePanel";
import { ShelveDialog } from "../room/shelf/ShelveDialog";
import { LinkDialog } from "../room/verification/LinkDialog";
import { StepsAhead } from "../room/verification/StepsAhead";
import { WaitClock } from "../room/verification/WaitClock";
import { isFireClass } from "../state/fireClass";
import { followers } from "../state/marks";
import { partKey } from "../state/store";
import { AlarmTimesFull } from "./AlarmTimes";
import { Curve } from "./Curve";
import { Icon } from "./Icon";
import { KindBadge } from "./KindBadge";
import { StateMark } from "./StateMark";
import { Timeline } from "./Timeline";
import { Verdict, type DetailFocus } from "./Verdict";
import { causeOf, type WarningCause } from "./warning";
import { WarningReasons } from "./WarningReasons";


interface Props {
  id: number;
  first: boolean;
  focus: DetailFocus;
  onClose: () => void;
}

/** The alarm with its history, read anew whenever the centre tells something new of it. */
function useDetail(id: number, told: Alarm | undefined) {
  const [detail, setDetail] = useState<Detail | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const abort = new AbortController();
    fetchAlarm(id, abort.signal).then(
      (answer) => {
        setDetail(answer);
        setFailed(false);
      },
      () => {
        if (!abort.signal.aborted) setFailed(true);
      },
    );
    return () => {
      abort.abort();
    };
  }, [id, told]);
  return { detail: detail?.id === id ? detail : null, failed };
}

function Facts({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation();
  const speak = useSay();
  const terms = useTerms();
  const shown = causeOf(alarm)?.used;
  const evidence = Object.entries(alarm.evidence).filter(([name]) => shown?.has(name) !== true);
  const rows: [string, string][] = [
    [t("detail.device"), speak(alarm.device) || t("alarms.unnamed")],
    [t("detail.component"), terms.term(alarm.component_type)],
    [t("detail.system"), terms.term(alarm.system_type)],
    [t("detail.part"), alarm.part],
    [t("detail.gateway"), alarm.gateway],
    [t("detail.said"), alarm.text || t("detail.nothing_said")],
  ];
  return (
    <>
      <dl className="facts">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {evidence.length > 0 && (
        <>
          <h3>{t("detail.evidence")}</h3>
          <dl className="facts facts-code">
            {evidence.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{String(value)}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </>
  );
}

/** The curves of a part: first those that a warning speaks of, in the order of its reasons. */
function PartCurves({ part, cause }: { part: Part; cause: WarningCause | null }) {
  const { t } = useTranslation();
  const spoken = cause?.reasons.map((reason) => reason.analog) ?? [];
  const rank = (type: number) => (spoken.includes(type) ? spoken.indexOf(type) : 100 + quantityRank(type));
  const drawn = part.readings
    .filter((reading) => isDrawn(reading.analog_type))
    .sort((a, b) => rank(a.analog_type) - rank(b.analog_type));
  if (drawn.length === 0) return null;
  return (
    <>
      <h3>{t("detail.curve")}</h3>
      {drawn.map((reading) => (
        <Curve
          key={reading.analog_type}
          gateway={part.gateway}
          part={part.part}
          analogType={reading.analog_type}
          span="m15"
          compact={false}
        />
      ))}
    </>
  );
}

/** Everything about one alarm, and what can be done about it. The list stays usable beside it. */
export function AlarmDetail({ id, first, focus, onClose }: Props) {
  const { t } = useTranslation();
  const { state } = useDesk();
  const speak = useSay();
  const live = state.alarms.get(id);
  const { detail, failed } = useDetail(id, live);
  const heading = useRef<HTMLHeadingElement>(null);
  const alarm = live ?? detail;
  const cause = alarm ? causeOf(alarm) : null;
  const [dialog, setDialog] = useState<"link" | "shelf" | null>(null);
  const closeDialog = () => {
    setDialog(null);
  };
  const followed = followers(state.alarms.values()).get(id) ?? 0;
  const part = alarm ? state.parts.get(partKey(alarm)) : undefined;

  useEffect(() => {
    if (focus.on === "panel") heading.current?.focus();
  }, [focus]);

  // A button that has done its work is gone, and the focus with it: back to the heading.
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus();
  }, [live?.state]);

  return (
    <aside
      className="detail"
      data-testid="alarm-detail"
      aria-labelledby="detail-title"
      data-kind={alarm?.kind}
    >
      <div className="detail-head">
        <h2 id="detail-title" tabIndex={-1} ref={heading}>
          <span className="visually-hidden">{t("detail.title")}: </span>
          {alarm ? speak(alarm.place) || t("alarms.unplaced") : t("detail.title")}
        </h2>
        <button
          type="button"
          className="icon-button"
          aria-label={t("detail.close")}
          title={t("detail.close")}
          onClick={onClose}
        >
          <Icon name="cross" />
        </button>
        {alarm && (
          <p className="detail-state">
            <KindBadge kind={alarm.kind} />
            {first && <span className="first-mark">{t("alarms.first")}</span>}
            <StateMark alarm={alarm} />
            <AlarmMarks alarm={alarm} followers={followed} />
          </p>
        )}
      </div>
      {alarm && (
        <div className="detail-body">
          {live && <WaitClock alarm={live} />}
          {live ? <Verdict alarm={live} focus={focus} /> : <p className="empty">{t("detail.gone")}</p>}
          {live && detail && <StepsAhead steps={detail.ahead} />}
          {live && (
            <div className="detail-tools">
              <button
                type="button"
                className="button"
                data-testid="give-link"
                onClick={() => {
                  setDialog("link");
                }}
              >
                <Icon name="phone" /> {t("action.link")}
              </button>
              {!isFireClass(live.kind) && live.shelved_until === null && (
                <button
                  type="button"
                  className="button"
                  data-testid="shelve"
                  onClick={() => {
                    setDialog("shelf");
                  }}
                >
                  <Icon name="shelf" /> {t("action.shelve")}
                </button>
              )}
            </div>
          )}
          <EvidencePanel alarm={alarm} weighed={detail?.weighed ?? []} open={live !== undefined} />
          {cause && <WarningReasons cause={cause} />}
          <h3>{t("detail.times")}</h3>
          <AlarmTimesFull alarm={alarm} />
          {part && <PartCurves part={part} cause={cause} />}
          <p>
            <a className="history-link" href={aroundHref(alarm.gateway, alarm.part, alarm.raised_at)} target="_blank" rel="noopener">
              {t("detail.part_history")}
            </a>
          </p>
          <Facts alarm={alarm} />
          <h3>{t("detail.history")}</h3>
          <Timeline entries={detail?.timeline ?? null} failed={failed} />
        </div>
      )}
      {dialog === "link" && live && <LinkDialog alarm={live} onClose={closeDialog} />}
      {dialog === "shelf" && live && <ShelveDialog alarm={live} onClose={closeDialog} />}
    </aside>
  );
}
