import { useState } from "react";

import { send } from "../../api/client";
import { Dialog } from "../../components/Dialog";
import { LongField } from "../../forms/LongField";
import { useChange } from "../../forms/useChange";
import { FaultNote } from "../../operator/works/State";
import { usePlaceWords } from "../usePlaceWords";
import { needsWhy, type Commissioning, type PersonalAction } from "./api";

const QUIET = { text: "", urgent: false };

interface Props {
  found: Commissioning;
  action: PersonalAction;
  onDone: () => void;
  onClose: () => void;
}

/** Says what a move means, and takes a note; where something is missing the note must say why it will do. */
export function MoveDialog({ found, action, onDone, onClose }: Props) {
  const { t, number } = usePlaceWords();
  const [note, setNote] = useState("");
  const { busy, fault, run } = useChange();
  const why = needsWhy(action, found);
  return (
    <Dialog title={t(`move.${action}`)} announcement={QUIET} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const path = `/organisations/${found.organisation_id}/commissioning/${action}`;
          run(() => send("POST", path, { version: found.version, note: note.trim() }), onDone);
        }}
      >
        <p>{t(`move_means.${action}`)}</p>
        {why && (
          <p data-bad>{t("move.missing", { number: number(found.points_planned - found.points_heard) })}</p>
        )}
        <LongField
          label={t(why ? "move.why" : "form.note")}
          required={why}
          maxLength={2000}
          value={note}
          onChange={setNote}
        />
        {fault && <FaultNote fault={fault} />}
        <div className="dialog-buttons">
          <button type="button" className="button quiet" onClick={onClose}>
            {t("form.cancel")}
          </button>
          <button type="submit" className="button strong" disabled={busy || (why && !note.trim())}>
            {t(`move.${action}`)}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
