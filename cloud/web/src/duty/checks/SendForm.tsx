import { useState } from "react";

import { send } from "../../api/client";
import { Form } from "../../forms/Form";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import type { Check } from "../../told/api";
import type { Room } from "../api";
import { useDutyWords } from "../useDutyWords";

/** Asks a room whether somebody is there. */
export function SendForm({ rooms, begin, onSent }: { rooms: readonly Room[]; begin: number | null; onSent: () => void }) {
  const { t, clock } = useDutyWords();
  const able = rooms.filter(({ enabled }) => enabled);
  const [room, setRoom] = useState(begin);
  const [note, setNote] = useState("");
  const [sent, setSent] = useState<Check | null>(null);
  const { busy, fault, run } = useChange();
  const chosen = able.find(({ id }) => id === room) ?? able[0];
  return (
    <>
      <Form
        fault={fault}
        className="duty-send"
        onSubmit={() => {
          if (!chosen) return;
          run(
            () => send<Check>("POST", `/duty/rooms/${chosen.id}/checks`, { note }),
            (check) => {
              setSent(check);
              setNote("");
              onSent();
            },
          );
        }}
        buttons={
          <button type="submit" className="button strong" disabled={busy || !chosen}>
            {t("check.send")}
          </button>
        }
      >
        <SelectField
          label={t("room.room")}
          value={String(chosen?.id ?? "")}
          onChange={(told) => {
            setRoom(Number(told));
          }}
        >
          {able.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
        <TextField label={t("check.note")} value={note} maxLength={200} placeholder={t("check.note_hint")} onChange={setNote} />
      </Form>
      <p role="status" className={sent ? "ex-done" : "visually-hidden"}>
        {sent && t("check.sent", { room: sent.room, until: clock(sent.due_at) })}
      </p>
    </>
  );
}
