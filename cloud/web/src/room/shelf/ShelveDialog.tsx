import { useState } from "react";

import { shelve } from "../../api/client";
import type { Alarm } from "../../api/types";
import { Dialog } from "../../components/Dialog";
import { useAnnounced } from "../../hooks/useAnnouncement";
import { ChoiceChips } from "../ChoiceChips";
import { durationOf, SHELF_MINUTES } from "../durations";
import { FaultLine } from "../FaultLine";
import { useRoomWords } from "../useRoomWords";
import { useSending } from "../useSending";

/** Sets an alarm aside for a time, with a reason. Nothing of the fire class gets here. */
export function ShelveDialog({ alarm, onClose }: { alarm: Alarm; onClose: () => void }) {
  const { t, speak } = useRoomWords();
  const announcement = useAnnounced();
  const { busy, fault, send } = useSending();
  const [reason, setReason] = useState("");
  const [minutes, setMinutes] = useState<number>(240);
  return (
    <Dialog title={t("shelf.title")} announcement={announcement} onClose={onClose}>
      <p className="muted">{speak(alarm.place) || alarm.part}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!reason.trim()) return;
          send(async (by) => {
            await shelve(alarm.id, { reason: reason.trim(), minutes, by });
            onClose();
          });
        }}
      >
        <p>{t("shelf.body")}</p>
        <label className="note">
          <span>{t("reason")}</span>
          <input
            type="text"
            required
            maxLength={512}
            value={reason}
            data-testid="shelf-reason"
            onChange={(event) => {
              setReason(event.target.value);
            }}
          />
        </label>
        <ChoiceChips
          label={t("shelf.duration")}
          value={minutes}
          onChoose={setMinutes}
          options={SHELF_MINUTES.map((value) => ({ value, text: durationOf(value, t) }))}
        />
        <FaultLine fault={fault} />
        <div className="dialog-buttons">
          <button type="button" className="button quiet" onClick={onClose}>
            {t("cancel")}
          </button>
          <button type="submit" className="button strong" disabled={busy}>
            {t("shelf.do")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
