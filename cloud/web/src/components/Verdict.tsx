import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { OUTCOMES, type Alarm, type Outcome } from "../api/types";
import { useDesk, useSay, useTerms } from "../hooks/useDesk";
import { causesOf } from "../room/verification/causes";

/** A new object each time the operator asks for a detail; `on` says where the focus belongs. */
export interface DetailFocus {
  id: number;
  on: "panel" | "verify" | "list";
}

interface Props {
  alarm: Alarm;
  focus: DetailFocus;
}

/** The causes of an outcome, one tap each. */
function Causes({
  outcome,
  busy,
  onVerify,
}: {
  outcome: "false" | "test";
  busy: boolean;
  onVerify: (outcome: Outcome, cause: string) => void;
}) {
  const { t } = useTranslation();
  const { vocabulary } = useDesk();
  const speak = useSay();
  const causes = causesOf(vocabulary.causes, outcome);
  if (causes.length === 0) return null;
  const label = t(`action.cause_${outcome}`);
  return (
    <div role="group" aria-label={label} className="chips" data-outcome={outcome}>
      <span className="hint">{label}</span>
      {causes.map((each) => (
        <button
          key={each.cause}
          type="button"
          className="chip"
          data-cause={each.cause}
          disabled={busy}
          onClick={() => {
            onVerify(outcome, each.cause);
          }}
        >
          {speak(each)}
        </button>
      ))}
    </div>
  );
}

/** What was found, and a way to correct it for as long as nobody has been sent. */
function Found({ alarm, onCorrect }: { alarm: Alarm; onCorrect: () => void }) {
  const { t } = useTranslation();
  const terms = useTerms();
  const outcomes = alarm.kind === "fire" ? "outcome" : "outcome_general";
  if (alarm.outcome === null) return null;
  return (
    <p className="found" data-testid="found">
      <span>
        <strong>{t(`${outcomes}.${alarm.outcome}`)}</strong>
        {alarm.cause !== null && <span> · {terms.cause(alarm.cause)}</span>}
      </span>
      {alarm.state === "verified" && (
        <button type="button" className="button quiet" onClick={onCorrect}>
          {t("action.correct")}
        </button>
      )}
    </p>
  );
}

/** The operator's next step: say what it was, in one tap, acknowledged or not; then close. */
export function Verdict({ alarm, focus }: Props) {
  const { t } = useTranslation();
  const desk = useDesk();
  const [note, setNote] = useState("");
  /** The version that is being corrected: what moves ends it. */
  const [correcting, setCorrecting] = useState<number | null>(null);
  const first = useRef<HTMLButtonElement>(null);
  const busy = desk.busy.has(alarm.id);
  const outcomes = alarm.kind === "fire" ? "outcome" : "outcome_general";
  const asks = alarm.state === "raised" || alarm.state === "acknowledged";
  const corrects = alarm.state === "verified" && correcting === alarm.version;

  useEffect(() => {
    // Not on closing: a key held down too long must not close what it has just verified.
    if (focus.on === "verify" && asks) first.current?.focus();
  }, [focus, asks]);

  useEffect(() => {
    if (corrects) first.current?.focus();
  }, [corrects]);

  const verify = (outcome: Outcome, cause: string | null) => {
    desk.verify(alarm, outcome, cause, note);
  };
  const noteField = (
    <label className="note">
      <span>{t("action.note")}</span>
      <input
        type="text"
        value={note}
        maxLength={256}
        onChange={(event) => {
          setNote(event.target.value);
        }}
      />
    </label>
  );

  if (asks || corrects) {
    return (
      <div className="verdict">
        {alarm.state === "raised" && (
          <button
            type="button"
            className="button strong wide"
            disabled={busy}
            onClick={() => {
              desk.acknowledge(alarm);
            }}
          >
            {busy ? t("action.working") : t("action.acknowledge")}
          </button>
        )}
        <div role="group" aria-label={t("action.outcome_label")} className="outcomes">
          {OUTCOMES.map((outcome, index) => (
            <button
              key={outcome}
              ref={index === 0 ? first : null}
              type="button"
              className="button"
              data-outcome={outcome}
              disabled={busy}
              onClick={() => {
                verify(outcome, null);
              }}
            >
              {t(`${outcomes}.${outcome}`)}
            </button>
          ))}
        </div>
        <Causes outcome="false" busy={busy} onVerify={verify} />
        <Causes outcome="test" busy={busy} onVerify={verify} />
        {noteField}
      </div>
    );
  }
  if (alarm.state === "closed") return null;
  return (
    <div className="verdict">
      <Found
        alarm={alarm}
        onCorrect={() => {
          setCorrecting(alarm.version);
        }}
      />
      {alarm.level === "active" ? (
        <p className="waits">{t("action.wait_reset_title")}</p>
      ) : (
        <>
          {noteField}
          <button
            type="button"
            className="button wide"
            disabled={busy}
            onClick={() => {
              desk.close(alarm, note);
            }}
          >
            {busy ? t("action.working") : t("action.close")}
          </button>
        </>
      )}
    </div>
  );
}
