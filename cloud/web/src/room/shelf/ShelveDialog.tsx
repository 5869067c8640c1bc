import { useState } from "react";

import { shelve } from "../../api/client";
import type { Alarm } from "../../api/types";
import { Dialog } from "../../components/Dialog";
import { useAnnounced } from "../../hooks/useAnnouncement";
import { durationOf, SHELF_MINUTES } from "../durations";
import { RoomField, RoomForm } from "../RoomForm";
import { useRoomWords } from "../useRoomWords";

/** Sets an alarm aside for a time, with a reason. Nothing of the fire class gets here. */
export function ShelveDialog({ alarm, onClose }: { alarm: Alarm; onClose: () => void }) {
  const { t, speak } = useRoomWords();
  const announcement = useAnnounced();
  const [reason, setReason] = useState("");
  const [minutes, setMinutes] = useState<number>(240);
  return (
    <Dialog title={t("shelf.title")} announcement={announcement} onClose={onClose}>
      <p className="muted">{speak(alarm.place) || alarm.part}</p>
      <RoomForm
        needed={reason}
        minutes={minutes}
        duration={{
          label: t("shelf.duration"),
          options: SHELF_MINUTES.map((value) => ({ value, text: durationOf(value, t) })),
          onChoose: setMinutes,
        }}
        act={t("shelf.do")}
        onSend={async (given, by) => {
          await shelve(alarm.id, { reason: given, minutes, by });
          onClose();
        }}
        onClose={onClose}
      >
        <p>{t("shelf.body")}</p>
        <RoomField label={t("reason")} longest={512} value={reason} testId="shelf-reason" onChange={setReason} />
      </RoomForm>
    </Dialog>
  );
}
