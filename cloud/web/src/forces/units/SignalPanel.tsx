import { useState } from "react";

import { send } from "../../api/client";
import { Form } from "../../forms/Form";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import { Panel } from "../../operator/works/Page";
import { useForceWords } from "../useForceWords";

/** What whoever keeps a unit tells of it; the rest is told by its crew, and by orders. */
const SIGNALS = ["ready", "rest", "break"] as const;

/** Says that a unit is ready, rests, or is out of service. */
export function SignalPanel({ id, onDone }: { id: number; onDone: () => void }) {
  const { t } = useForceWords();
  const { busy, fault, run } = useChange();
  const [note, setNote] = useState("");
  const tell = (signal: string) => {
    run(
      () => send("POST", `/units/${id}/signal`, { signal, note }),
      () => {
        setNote("");
        onDone();
      },
    );
  };
  return (
    <Panel title={t("signal.title")}>
      <Form
        fault={fault}
        onSubmit={() => undefined}
        buttons={SIGNALS.map((signal) => (
          <button
            key={signal}
            type="button"
            className="button"
            disabled={busy}
            onClick={() => {
              tell(signal);
            }}
          >
            {t(`signal.${signal}`)}
          </button>
        ))}
      >
        <TextField label={t("signal.note")} field="wide" maxLength={2_000} value={note} onChange={setNote} />
      </Form>
    </Panel>
  );
}
