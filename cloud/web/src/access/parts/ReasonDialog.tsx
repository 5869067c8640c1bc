import { useState } from "react";

import type { ApiError } from "../../api/client";
import { Dialog } from "../../components/Dialog";
import { TextField } from "../../forms/TextField";
import { FaultNote } from "../../operator/works/State";
import { useAccessWords } from "../useAccessWords";

const QUIET = { text: "", urgent: false };

interface Props {
  title: string;
  /** What it will do, a sentence each. */
  effects: readonly string[];
  action: string;
  busy: boolean;
  fault: ApiError | null;
  onConfirm: (reason: string) => void;
  onClose: () => void;
}

/** Says what is about to happen, and asks why, before something that cannot be taken back. */
export function ReasonDialog({ title, effects, action, busy, fault, onConfirm, onClose }: Props) {
  const { t } = useAccessWords();
  const [reason, setReason] = useState("");
  return (
    <Dialog title={title} announcement={QUIET} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim()) onConfirm(reason.trim());
        }}
      >
        <ul className="ac-effects">
          {effects.map((effect) => (
            <li key={effect}>{effect}</li>
          ))}
        </ul>
        <TextField label={t("reason.label")} required maxLength={500} value={reason} onChange={setReason} />
        {fault && <FaultNote fault={fault} />}
        <div className="dialog-buttons">
          <button type="button" className="button quiet" onClick={onClose}>
            {t("form.cancel")}
          </button>
          <button type="submit" className="button strong" disabled={busy || !reason.trim()}>
            {action}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
