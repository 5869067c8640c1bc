import { useState } from "react";

import { Panel } from "../../operator/works/Page";
import { SelectField } from "../../forms/SelectField";
import type { IncidentDetail } from "../api";
import { ordered } from "../board";
import { useDispatch } from "../useDispatch";
import { useDispatchWords } from "../useDispatchWords";
import { ReasonForm } from "./ReasonForm";

/** Every report of it, why it was put here, and how that is put right. */
export function ReportList({
  incident,
  onDone,
  onOther,
}: {
  incident: IncidentDetail;
  onDone: (told: IncidentDetail) => void;
  /** Another incident is what is worked at now. */
  onOther: (told: IncidentDetail) => void;
}) {
  const { t, speak, clock } = useDispatchWords();
  const { board } = useDispatch();
  const [into, setInto] = useState("");
  const others = ordered(board.incidents.values()).filter(({ id }) => id !== incident.id);
  return (
    <Panel title={t("reports.title", { count: incident.history.length })}>
      <ol className="dp-reports" data-testid="reports">
        {incident.history.map((report, at) => (
          <li key={report.id} data-withdrawn={report.withdrawn || undefined}>
            <p>
              <span className="num">{clock(report.at)}</span> <strong>{speak(report.source_name)}</strong>{" "}
              {[report.caller, report.phone].filter(Boolean).join(" ")}
              {report.withdrawn && ` · ${t("reports.withdrawn")}`}
            </p>
            <p>{[report.place, report.floor, report.text].filter(Boolean).join(" · ")}</p>
            {report.because && (
              <p className="dp-because" data-testid="because">
                {t("reports.because", { why: speak(report.because) })}
              </p>
            )}
            {at > 0 && (
              <ReasonForm
                incident={incident.id}
                path="split"
                word={t("reports.split")}
                testid="split"
                more={{ report: report.id }}
                onDone={onOther}
              />
            )}
          </li>
        ))}
      </ol>
      {others.length > 0 && (
        <ReasonForm
          incident={incident.id}
          path="merge"
          word={t("reports.merge")}
          testid="merge"
          more={{ into: Number(into) }}
          ready={into !== ""}
          onDone={(told) => {
            onDone(told);
            onOther(told);
          }}
        >
          <SelectField label={t("reports.into")} required value={into} onChange={setInto}>
            <option value="">{t("choose")}</option>
            {others.map((other) => (
              <option key={other.id} value={other.id}>
                {`#${other.id} ${other.place} ${speak(other.type_name)}`}
              </option>
            ))}
          </SelectField>
        </ReasonForm>
      )}
    </Panel>
  );
}
