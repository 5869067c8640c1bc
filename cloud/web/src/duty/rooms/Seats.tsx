import { useState } from "react";

import { send } from "../../api/client";
import { Enabled } from "../../access/parts/Enabled";
import { Form } from "../../forms/Form";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import { AreaPicker } from "../../pickers/AreaPicker";
import type { Room, Seat } from "../api";
import { useDutyWords } from "../useDutyWords";

function SeatForm({ room, seat, onSaved }: { room: Room; seat: Seat | null; onSaved: () => void }) {
  const { t } = useDutyWords();
  const [name, setName] = useState(seat?.name ?? "");
  const [areas, setAreas] = useState<readonly string[]>(seat?.areas ?? []);
  const [enabled, setEnabled] = useState(seat?.enabled ?? true);
  const { busy, fault, run } = useChange();
  return (
    <Form
      fault={fault}
      onSubmit={() => {
        const told = { name, areas, enabled };
        run(
          () =>
            seat
              ? send("PUT", `/duty/seats/${seat.id}`, { ...told, version: seat.version })
              : send("POST", `/duty/rooms/${room.id}/seats`, told),
          onSaved,
        );
      }}
      buttons={
        <button type="submit" className="button strong" disabled={busy}>
          {t(seat ? "form.save" : "seat.add")}
        </button>
      }
    >
      <TextField label={t("seat.name")} required maxLength={64} value={name} placeholder={t("seat.hint")} onChange={setName} />
      {room.organisation_id === null && <AreaPicker chosen={areas} onChange={setAreas} />}
      <Enabled label={t("seat.enabled")} value={enabled} onChange={setEnabled} />
    </Form>
  );
}

/** The seats of a room, and which of its alarms each has. */
export function Seats({ room, onChanged }: { room: Room; onChanged: () => void }) {
  const { t } = useDutyWords();
  const [open, setOpen] = useState<number | "new" | null>(null);
  const saved = () => {
    setOpen(null);
    onChanged();
  };
  const toggle = (which: number | "new") => () => {
    setOpen(which === open ? null : which);
  };
  return (
    <div className="ex-text">
      <ul className="duty-lines">
        {room.seats.map((seat) => (
          <li key={seat.id}>
            <span>
              <strong>{seat.name}</strong>{" "}
              <span className="muted">
                {!seat.enabled ? t("seat.off") : seat.areas.length > 0 ? seat.areas.join(" · ") : t("seat.whole")}
              </span>
            </span>
            <button
              type="button"
              className="button quiet"
              aria-expanded={open === seat.id}
              aria-label={`${t("form.change")}: ${seat.name}`}
              onClick={toggle(seat.id)}
            >
              {t("form.change")}
            </button>
            {open === seat.id && <SeatForm key={seat.version} room={room} seat={seat} onSaved={saved} />}
          </li>
        ))}
      </ul>
      <button type="button" className="button" aria-expanded={open === "new"} onClick={toggle("new")}>
        {t("seat.new")}
      </button>
      {open === "new" && <SeatForm room={room} seat={null} onSaved={saved} />}
    </div>
  );
}
