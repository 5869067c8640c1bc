import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { OUTCOMES, type Alarm } from "../api/types";
import { useDesk } from "../hooks/useDesk";

/** A new object each time the operator asks for a detail; `on` says where the focus belongs. */
export interface DetailFocus {
  id: number;
  on: "panel" | "verify" | "list";
}

interface Props {
  alarm: Alarm;
  focus: DetailFocus;
}

/** The operator's next step: acknowledge; then say what it was; then close. */
export function Verdict({ alarm, focus }: Props) {
  const { t } = useTranslation();
  const desk = useDesk();
  const [note, setNote] = useState("");
  const first = useRef<HTMLButtonElement>(null);
  const busy = desk.busy.has(alarm.id);
  const outcomes = alarm.kind === "fire" ? "outcome" : "outcome_general";

  useEffect(() => {
    // Not on closing: a key held down too long must not close what it has just verified.
    const waits = alarm.state === "raised" || alarm.state === "acknowledged";
    if (focus.on === "verify" && waits) first.current?.focus();
  }, [focus, alarm.state]);

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

  if (alarm.state === "raised") {
    return (
      <div className="verdict">
        <button
          type="button"
          ref={first}
          className="button strong wide"
          disabled={busy}
          onClick={() => {
            desk.acknowledge(alarm);
          }}
        >
          {busy ? t("action.working") : t("action.acknowledge")}
        </button>
      </div>
    );
  }
  if (alarm.state === "acknowledged") {
    return (
      <div className="verdict">
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
                desk.verify(alarm, outcome, note);
              }}
            >
              {t(`${outcomes}.${outcome}`)}
            </button>
          ))}
        </div>
        {noteField}
      </div>
    );
  }
  if (alarm.state === "closed") return null;
  if (alarm.level === "active") return <p className="waits">{t("action.wait_reset_title")}</p>;
  return (
    <div className="verdict">
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
    </div>
  );
}
