import { useState, type ReactNode } from "react";

import { Form } from "../../forms/Form";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import type { IncidentDetail } from "../api";
import { useDispatchWords } from "../useDispatchWords";
import { act } from "./acting";

interface Props {
  incident: number;
  path: string;
  word: string;
  /** What is told beside the reason. */
  more?: object;
  /** Null: what is chosen in `children` is not complete. */
  ready?: boolean;
  testid?: string;
  reason?: string;
  children?: ReactNode;
  onDone: (incident: IncidentDetail) => void;
}

/** Something that is done with a reason, folded away until it is wanted. */
export function ReasonForm({ incident, path, word, more = {}, ready = true, testid, reason: begin = "", children, onDone }: Props) {
  const { t } = useDispatchWords();
  const change = useChange();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState(begin);
  return (
    <details
      className="dp-fold"
      data-testid={testid}
      open={open}
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
      }}
    >
      <summary>{word}</summary>
      <Form
        fault={change.fault}
        onSubmit={() => {
          act(change, incident, path, { ...more, reason }, (told) => {
            setReason(begin);
            setOpen(false);
            onDone(told);
          });
        }}
        buttons={
          <button type="submit" className="button strong" disabled={change.busy || !ready || reason.trim() === ""}>
            {word}
          </button>
        }
      >
        {children}
        <TextField label={t("reason")} field="wide" required maxLength={500} value={reason} onChange={setReason} />
      </Form>
    </details>
  );
}
