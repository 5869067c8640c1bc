import { useState } from "react";

import { send } from "../../api/client";
import { momentOf } from "../../exchange/parts/moments";
import { Checks } from "../../exchange/parts/Checks";
import { Form } from "../../forms/Form";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import { useData } from "../../operator/useData";
import type { Person, Room } from "../api";
import { useDutyWords } from "../useDutyWords";

/** A shift outside the pattern. */
export function ShiftFormPanel({ room, today, onSaved }: { room: Room; today: string; onSaved: () => void }) {
  const { t } = useDutyWords();
  const people = useData<{ items: Person[] }>(`/duty/rooms/${room.id}/people`);
  const [name, setName] = useState("");
  const [start, setStart] = useState(`${today}T08:00`);
  const [end, setEnd] = useState(`${today}T20:00`);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const { busy, fault, run } = useChange();
  return (
    <Form
      fault={fault}
      onSubmit={() => {
        const told = {
          name,
          start_at: momentOf(start),
          end_at: momentOf(end),
          people: chosen.map((account, at) => ({ account_id: Number(account), leader: at === 0 })),
        };
        run(() => send("POST", `/duty/rooms/${room.id}/shifts`, told), onSaved);
      }}
      buttons={
        <button type="submit" className="button strong" disabled={busy}>
          {t("shift.make")}
        </button>
      }
    >
      <TextField label={t("shift.name")} required maxLength={64} value={name} placeholder={t("shift.name_hint")} onChange={setName} />
      <TextField label={t("shift.start")} type="datetime-local" required value={start} onChange={setStart} />
      <TextField label={t("shift.end")} type="datetime-local" required value={end} onChange={setEnd} />
      <Checks
        legend={t("shift.people")}
        note={t("shift.first_leads")}
        options={(people.data?.items ?? []).map((one) => ({
          value: String(one.account_id),
          text: one.certificate?.valid ? one.name : t("shift.without", { name: one.name }),
        }))}
        chosen={chosen}
        onChange={setChosen}
      />
    </Form>
  );
}
