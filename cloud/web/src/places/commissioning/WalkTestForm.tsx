import { useState } from "react";

import { send } from "../../api/client";
import { Form } from "../../forms/Form";
import { LongField } from "../../forms/LongField";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import { useNow } from "../../hooks/useNow";
import { useMe } from "../../shell/useMe";
import { usePlaceWords } from "../usePlaceWords";
import { partsIn } from "./api";

/** A walk test that was made just now, as the installer reports it. */
export function WalkTestForm({ organisation, onDone }: { organisation: number; onDone: () => void }) {
  const { t } = usePlaceWords();
  const me = useMe();
  const now = useNow(0);
  const [by, setBy] = useState(me?.name ?? "");
  const [tested, setTested] = useState("");
  const [failed, setFailed] = useState("");
  const [note, setNote] = useState("");
  const { busy, fault, run } = useChange();
  const parts = partsIn(failed);
  const passed = Math.max(0, Number(tested) - parts.length);
  return (
    <Form
      fault={fault}
      onSubmit={() => {
        const told = { at: now, by: by.trim(), tested: Number(tested), passed, failed: parts, note };
        run(() => send("POST", `/organisations/${organisation}/walk-tests`, told), onDone);
      }}
      buttons={
        <>
          <button type="submit" className="button strong" disabled={busy}>
            {t("walk.report")}
          </button>
          <button type="button" className="button quiet" onClick={onDone}>
            {t("form.cancel")}
          </button>
        </>
      }
    >
      <TextField label={t("walk.by")} required maxLength={128} value={by} onChange={setBy} />
      <TextField label={t("walk.tested")} type="number" required min={1} max={1_000_000} value={tested} onChange={setTested} />
      <LongField label={t("walk.failed_parts")} placeholder="gw-1/1-001" value={failed} onChange={setFailed} />
      <LongField label={t("form.note")} maxLength={2000} value={note} onChange={setNote} />
      {tested && (
        <p className="muted wide" role="status">
          {t(parts.length === 0 ? "walk.all_passed" : "walk.some_failed", { passed, failed: parts.length })}
        </p>
      )}
    </Form>
  );
}
