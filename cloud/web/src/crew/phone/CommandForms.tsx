import { useState, type ReactNode } from "react";

import { SelectField } from "../../forms/SelectField";
import { useNamespace } from "../../i18n/useNamespace";
import type { Command, Question } from "../api";
import type { Acting } from "./useActing";

const OUTCOMES = ["real", "false", "test", "unknown"] as const;

interface Props {
  view: Command;
  acting: Acting;
}

interface SheetProps {
  name: string;
  title: string;
  submit: string;
  busy: boolean;
  onSubmit: () => void;
  children: ReactNode;
}

/** A form that stays folded until it is wanted. */
function Sheet({ name, title, submit, busy, onSubmit, children }: SheetProps) {
  return (
    <details className="crew-sheet" data-testid={name}>
      <summary>{title}</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {children}
        <button type="submit" className="site-button" disabled={busy}>
          {submit}
        </button>
      </form>
    </details>
  );
}

function Words({ label, value, onChange }: { label: string; value: string; onChange: (text: string) => void }) {
  return (
    <label className="op-field">
      <span>{label}</span>
      <input
        value={value}
        maxLength={500}
        onChange={(event) => {
          onChange(event.target.value);
        }}
      />
    </label>
  );
}

export function GradeForm({ view, acting }: Props) {
  const { t, speak } = useNamespace("crew");
  const grades = Object.entries(view.grades);
  const [grade, setGrade] = useState("");
  const [reason, setReason] = useState("");
  const [first] = grades;
  if (!first) return null;
  const chosen = grades.some(([number]) => number === grade) ? grade : first[0];
  return (
    <Sheet
      name="grade"
      title={t("raise")}
      submit={t("raise_now")}
      busy={acting.busy || reason.trim() === ""}
      onSubmit={() => {
        void acting.act("/incident/grade", { grade: Number(chosen), reason: reason.trim() }).then((ok) => {
          if (ok) setReason("");
        });
      }}
    >
      <SelectField label={t("grade")} value={chosen} onChange={setGrade}>
        {grades.map(([number, name]) => (
          <option key={number} value={number}>
            {speak(name)}
          </option>
        ))}
      </SelectField>
      <Words label={t("reason")} value={reason} onChange={setReason} />
    </Sheet>
  );
}

export function ForceForm({ view, acting }: Props) {
  const { t, speak } = useNamespace("crew");
  const names = Object.entries(view.capabilities);
  const [name, setName] = useState(names[0]?.[0] ?? "");
  const [amount, setAmount] = useState("1");
  const [reason, setReason] = useState("");
  const unit = view.capabilities[name]?.unit;
  return (
    <Sheet
      name="force"
      title={t("ask_force")}
      submit={t("ask_now")}
      busy={acting.busy || !(Number(amount) > 0)}
      onSubmit={() => {
        void acting.act("/incident/force", { needs: { [name]: Number(amount) }, reason: reason.trim() });
      }}
    >
      <SelectField label={t("capability")} value={name} onChange={setName}>
        {names.map(([code, entry]) => (
          <option key={code} value={code}>
            {speak(entry.name)}
          </option>
        ))}
      </SelectField>
      <label className="op-field">
        <span>
          {t("amount")} {unit && speak(unit)}
        </span>
        <input
          type="number"
          min={1}
          value={amount}
          onChange={(event) => {
            setAmount(event.target.value);
          }}
        />
      </label>
      <Words label={t("reason_free")} value={reason} onChange={setReason} />
    </Sheet>
  );
}

function Asked({ question, value, onChange }: { question: Question; value: string; onChange: (value: string) => void }) {
  const { t, speak } = useNamespace("crew");
  const choices: [string, string][] =
    question.kind === "yes-no"
      ? [
          ["true", t("yes")],
          ["false", t("no")],
        ]
      : Object.entries(question.choices).map(([code, words]) => [code, speak(words)]);
  if (choices.length > 0) {
    return (
      <SelectField label={speak(question.words)} value={value} onChange={onChange}>
        <option value="">—</option>
        {choices.map(([code, words]) => (
          <option key={code} value={code}>
            {words}
          </option>
        ))}
      </SelectField>
    );
  }
  return (
    <label className="op-field">
      <span>{speak(question.words)}</span>
      <input
        type="number"
        min={question.lowest}
        max={question.highest}
        value={value}
        onChange={(event) => {
          onChange(event.target.value);
        }}
      />
    </label>
  );
}

/** What is seen on scene; only what was filled in anew is told. */
export function QuestionForm({ view, acting }: Props) {
  const { t } = useNamespace("crew");
  const [filled, setFilled] = useState<Record<string, string>>({});
  const { questions } = view.incident;
  const meant = (question: Question, text: string) => {
    if (question.kind === "yes-no") return text === "true";
    return Object.keys(question.choices).length > 0 ? text : Number(text);
  };
  return (
    <Sheet
      name="questions"
      title={t("questions")}
      submit={t("send")}
      busy={acting.busy || Object.values(filled).every((text) => text === "")}
      onSubmit={() => {
        const answers = Object.fromEntries(
          questions.flatMap((question) => {
            const text = filled[question.key] ?? "";
            return text === "" ? [] : [[question.key, meant(question, text)]];
          }),
        );
        void acting.act("/incident/answers", { answers }).then((ok) => {
          if (ok) setFilled({});
        });
      }}
    >
      {questions.map((question) => (
        <Asked
          key={question.key}
          question={question}
          value={filled[question.key] ?? (question.answer === null ? "" : String(question.answer))}
          onChange={(text) => {
            setFilled((before) => ({ ...before, [question.key]: text }));
          }}
        />
      ))}
    </Sheet>
  );
}

export function CloseForm({ acting }: Omit<Props, "view">) {
  const { t } = useNamespace("crew");
  const [outcome, setOutcome] = useState<string>("real");
  const [note, setNote] = useState("");
  return (
    <Sheet
      name="close"
      title={t("close")}
      submit={t("close_now")}
      busy={acting.busy}
      onSubmit={() => {
        void acting.act("/incident/close", { outcome, note: note.trim() });
      }}
    >
      <SelectField label={t("what_it_was")} value={outcome} onChange={setOutcome}>
        {OUTCOMES.map((each) => (
          <option key={each} value={each}>
            {t(`outcome.${each}`)}
          </option>
        ))}
      </SelectField>
      <Words label={t("report")} value={note} onChange={setNote} />
      <button
        type="button"
        className="site-button quiet"
        disabled={acting.busy}
        onClick={() => {
          void acting.act("/incident/hand-back", { note: note.trim() });
        }}
      >
        {t("hand_back")}
      </button>
    </Sheet>
  );
}
