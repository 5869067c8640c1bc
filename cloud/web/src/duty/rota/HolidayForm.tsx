import { useState } from "react";

import { send } from "../../api/client";
import { Form } from "../../forms/Form";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import { useData } from "../../operator/useData";
import type { Holiday, Room, Rota } from "../api";
import { startOf } from "../days";
import { useDutyWords } from "../useDutyWords";

/** Holidays, and which teams are on duty then. */
export function HolidayForm({
  room,
  holidays,
  today,
  onChanged,
}: {
  room: Room;
  holidays: readonly Holiday[];
  today: string;
  onChanged: () => void;
}) {
  const { t, day: full } = useDutyWords();
  const rota = useData<Rota>(`/duty/rooms/${room.id}/rota`);
  const [day, setDay] = useState(today);
  const [name, setName] = useState("");
  const [teams, setTeams] = useState<(number | null)[]>([]);
  const { busy, fault, run } = useChange();
  const called = (team: number | null) => (team === null ? t("holiday.nobody") : (rota.data?.teams[team]?.name ?? "–"));
  return (
    <>
      <Form
        fault={fault}
        onSubmit={() => {
          const shifts = rota.data?.shifts ?? [];
          const told = teams.length > 0 ? shifts.map((_, at) => teams[at] ?? null) : [];
          run(() => send("PUT", `/duty/rooms/${room.id}/holidays/${day}`, { name, teams: told }), onChanged);
        }}
        buttons={
          <button type="submit" className="button strong" disabled={busy}>
            {t("holiday.save")}
          </button>
        }
      >
        <TextField label={t("holiday.day")} type="date" required value={day} onChange={setDay} />
        <TextField label={t("holiday.name")} required maxLength={64} value={name} placeholder={t("holiday.hint")} onChange={setName} />
        {rota.data?.shifts.map((form, at) => (
          <SelectField
            key={form.name}
            label={t("holiday.team_of", { shift: form.name })}
            value={teams.length === 0 ? "" : String(teams[at] ?? "-1")}
            onChange={(told) => {
              if (told === "") setTeams([]);
              else {
                setTeams((before) =>
                  (rota.data?.shifts ?? []).map((_, other) =>
                    other === at ? (told === "-1" ? null : Number(told)) : (before[other] ?? null),
                  ),
                );
              }
            }}
          >
            <option value="">{t("holiday.as_cycle")}</option>
            <option value="-1">{t("holiday.nobody")}</option>
            {rota.data?.teams.map((team, number) => (
              <option key={team.name} value={number}>
                {team.name}
              </option>
            ))}
          </SelectField>
        ))}
      </Form>
      <ul className="duty-lines">
        {holidays.map((each) => (
          <li key={each.day}>
            <span>
              <strong>{each.name}</strong> {full(startOf(each.day))}{" "}
              <span className="muted">{each.teams.length > 0 ? each.teams.map(called).join("、") : t("holiday.as_cycle")}</span>
            </span>
            <button
              type="button"
              className="button quiet"
              disabled={busy}
              aria-label={`${t("holiday.drop")}: ${each.name}`}
              onClick={() => {
                run(() => send("DELETE", `/duty/rooms/${room.id}/holidays/${each.day}`), onChanged);
              }}
            >
              {t("holiday.drop")}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
