import { useState } from "react";

import { Form } from "../../forms/Form";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import { upload } from "../../api/client";
import { FaultNote } from "../../components/FaultNote";
import { Panel } from "../../operator/works/Page";
import type { IncidentDetail } from "../api";
import { useDispatch } from "../useDispatch";
import { useDispatchWords } from "../useDispatchWords";
import { act } from "./acting";
import { ReasonForm } from "./ReasonForm";

interface Props {
  incident: IncidentDetail;
  onDone: (told: IncidentDetail) => void;
}

/** The commander says that what is there cannot cope. */
export function GradeForm({ incident, onDone }: Props) {
  const { t, speak } = useDispatchWords();
  const { vocabulary } = useDispatch();
  const grades = Object.entries(vocabulary?.types.find(({ type }) => type === incident.type)?.grades ?? {}).filter(
    ([grade]) => Number(grade) > incident.grade,
  );
  const [first] = grades;
  const [chosen, setGrade] = useState("");
  if (!first) return null;
  const grade = grades.some(([each]) => each === chosen) ? chosen : first[0];
  return (
    <ReasonForm
      incident={incident.id}
      path="grade"
      word={t("grade.raise")}
      testid="raise"
      more={{ grade: Number(grade) }}
      onDone={onDone}
    >
      <SelectField label={t("grade.to")} value={grade} onChange={setGrade}>
        {grades.map(([each, name]) => (
          <option key={each} value={each}>
            {speak(name)}
          </option>
        ))}
      </SelectField>
    </ReasonForm>
  );
}

/** Who is what at the scene. */
export function RolePanel({ incident, onDone }: Props) {
  const { t, speak, clock } = useDispatchWords();
  const { vocabulary } = useDispatch();
  const change = useChange();
  const [role, setRole] = useState("commander");
  const [name, setName] = useState("");
  const [phone, setPhone] = useState("");
  const now = incident.roles.filter(({ until }) => until === null);
  return (
    <Panel title={t("roles.title")}>
      {now.length > 0 && (
        <ul className="dp-lines" data-testid="roles">
          {now.map((each) => (
            <li key={`${each.role}-${each.name}`}>
              <strong>{speak(each.role_name)}</strong> {each.name} {each.phone}{" "}
              <span className="muted">{t("roles.since", { time: clock(each.since) })}</span>
            </li>
          ))}
        </ul>
      )}
      <details className="dp-fold">
        <summary>{t("roles.give")}</summary>
        <Form
          fault={change.fault}
          onSubmit={() => {
            act(change, incident.id, "roles", { role, name, phone }, (told) => {
              setName("");
              setPhone("");
              onDone(told);
            });
          }}
          buttons={
            <button type="submit" className="button strong" disabled={change.busy || name.trim() === ""}>
              {t("roles.give")}
            </button>
          }
        >
          <SelectField label={t("roles.role")} value={role} onChange={setRole}>
            {Object.entries(vocabulary?.roles ?? {}).map(([code, label]) => (
              <option key={code} value={code}>
                {speak(label)}
              </option>
            ))}
          </SelectField>
          <TextField label={t("roles.name")} required maxLength={128} value={name} onChange={setName} />
          <TextField label={t("roles.phone")} maxLength={128} value={phone} onChange={setPhone} />
        </Form>
      </details>
    </Panel>
  );
}

/** Everything that was said and done, the newest first, and a line more. */
export function TimelinePanel({ incident, onDone }: Props) {
  const { t, speak, clock } = useDispatchWords();
  const change = useChange();
  const [text, setText] = useState("");
  return (
    <Panel title={t("timeline.title")}>
      <Form
        fault={change.fault}
        onSubmit={() => {
          act(change, incident.id, "notes", { text, kind: "note" }, (told) => {
            setText("");
            onDone(told);
          });
        }}
        buttons={
          <button type="submit" className="button" disabled={change.busy || text.trim() === ""}>
            {t("timeline.add")}
          </button>
        }
      >
        <TextField label={t("timeline.note")} field="wide" data-testid="note" maxLength={2000} value={text} onChange={setText} />
      </Form>
      <Attachments incident={incident} onDone={onDone} />
      <ol className="dp-timeline" data-testid="timeline">
        {[...incident.timeline].reverse().map((entry) => (
          <li key={entry.id} data-happening={entry.happening}>
            <time className="num">{clock(entry.at)}</time>
            <strong>{speak(entry.name)}</strong>
            <span>{speak(entry.words)}</span>
            {entry.by && <span className="muted">{entry.by}</span>}
          </li>
        ))}
      </ol>
    </Panel>
  );
}

/** Pictures and documents of it, and one more. */
function Attachments({ incident, onDone }: Props) {
  const { t } = useDispatchWords();
  const { fault, run } = useChange();
  return (
    <div className="dp-attachments">
      <ul className="dp-row">
        {incident.attachments.map(({ id, name }) => (
          <li key={id}>
            <a href={`./api/v1/incidents/${incident.id}/attachments/${id}`} download={name}>
              {name}
            </a>
          </li>
        ))}
      </ul>
      <label className="dp-check">
        <span>{t("timeline.attach")}</span>
        <input
          type="file"
          accept="image/jpeg,image/png,application/pdf"
          onChange={({ target }) => {
            const [file] = target.files ?? [];
            if (!file) return;
            const told = { incident: incident.id, name: file.name.slice(0, 128) };
            run(
              () => upload<object>("/incident-attachments", told, file, file.type),
              () => {
                target.value = "";
                onDone(incident);
              },
            );
          }}
        />
      </label>
      {fault && <FaultNote fault={fault} />}
    </div>
  );
}

const OUTCOMES = ["real", "false", "test", "unknown"] as const;

/** It is over: what it was, and why. */
export function CloseForm({ incident, causes, onDone }: Props & { causes: readonly { cause: string; zh: string; en: string; outcomes?: readonly string[] }[] }) {
  const { t, speak } = useDispatchWords();
  const change = useChange();
  const [outcome, setOutcome] = useState("");
  const [cause, setCause] = useState("");
  const [note, setNote] = useState("");
  return (
    <details className="dp-fold" data-testid="close">
      <summary>{t("close.title")}</summary>
      <Form
        fault={change.fault}
        onSubmit={() => {
          act(change, incident.id, "close", { outcome, cause: cause || null, note }, onDone);
        }}
        buttons={
          <button type="submit" className="button strong" disabled={change.busy || outcome === ""}>
            {t("close.title")}
          </button>
        }
      >
        <SelectField label={t("close.outcome")} required value={outcome} onChange={setOutcome}>
          <option value="">{t("choose")}</option>
          {OUTCOMES.map((each) => (
            <option key={each} value={each}>
              {t(`close.outcome_${each}`)}
            </option>
          ))}
        </SelectField>
        <SelectField label={t("close.cause")} value={cause} onChange={setCause}>
          <option value="">{t("unknown")}</option>
          {causes
            .filter(({ outcomes }) => !outcomes || outcome === "" || outcomes.includes(outcome))
            .map((each) => (
              <option key={each.cause} value={each.cause}>
                {speak(each)}
              </option>
            ))}
        </SelectField>
        <TextField label={t("close.note")} field="wide" maxLength={2000} value={note} onChange={setNote} />
      </Form>
    </details>
  );
}
