import { useState } from "react";

import { send } from "../../api/client";
import { Form } from "../../forms/Form";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import { useData } from "../../operator/useData";
import { State } from "../../operator/works/State";
import type { Member, Pattern, Person, Room, Rota, Team } from "../api";
import { useDutyWords } from "../useDutyWords";

const OWN = "";
const LETTERS = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛"];

function TeamField({
  team,
  room,
  people,
  taken,
  onChange,
}: {
  team: Team;
  room: Room;
  people: readonly Person[];
  taken: ReadonlySet<number>;
  onChange: (team: Team) => void;
}) {
  const { t } = useDutyWords();
  const named = (account: number) => people.find(({ account_id }) => account_id === account)?.name ?? `#${String(account)}`;
  const change = (account: number, part: Partial<Member> | null) => {
    onChange({
      ...team,
      people: team.people.flatMap((one) =>
        one.account_id !== account ? [one] : part === null ? [] : [{ ...one, ...part }],
      ),
    });
  };
  return (
    <fieldset className="op-field">
      <legend>{team.name}</legend>
      <TextField
        label={t("pattern.team")}
        required
        maxLength={64}
        value={team.name}
        onChange={(name) => {
          onChange({ ...team, name });
        }}
      />
      <ul className="duty-members">
        {team.people.map((one) => (
          <li key={one.account_id}>
            <strong>{named(one.account_id)}</strong>
            <label className="ex-check">
              <input
                type="checkbox"
                checked={one.leader}
                onChange={(event) => {
                  change(one.account_id, { leader: event.target.checked });
                }}
              />
              {t("now.leader")}
            </label>
            <select
              aria-label={t("pattern.seat_of", { name: named(one.account_id) })}
              value={String(one.seat_id ?? "")}
              onChange={(event) => {
                change(one.account_id, { seat_id: Number(event.target.value) || null });
              }}
            >
              <option value="">{t("pattern.any_seat")}</option>
              {room.seats.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
            <button
              type="button"
              className="button quiet"
              aria-label={t("pattern.take_out", { name: named(one.account_id) })}
              onClick={() => {
                change(one.account_id, null);
              }}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
      <SelectField
        label={t("pattern.add_person")}
        value=""
        onChange={(told) => {
          if (told === "") return;
          onChange({
            ...team,
            people: [...team.people, { account_id: Number(told), seat_id: null, leader: team.people.length === 0 }],
          });
        }}
      >
        <option value="">{t("pattern.choose")}</option>
        {people
          .filter(({ account_id }) => !taken.has(account_id))
          .map(({ account_id, name, certificate }) => (
            <option key={account_id} value={account_id}>
              {certificate?.valid ? name : t("shift.without", { name })}
            </option>
          ))}
      </SelectField>
    </fieldset>
  );
}

interface FieldsProps {
  room: Room;
  patterns: readonly Pattern[];
  people: readonly Person[];
  rota: Rota | null;
  today: string;
  onSaved: () => void;
}

const blankTeams = (number: number, before: readonly Team[]): Team[] =>
  Array.from({ length: number }, (_, at) => before[at] ?? { name: `${LETTERS[at] ?? String(at + 1)}班`, people: [] });

function Fields({ room, patterns, people, rota, today, onSaved }: FieldsProps) {
  const { t, speak } = useDutyWords();
  const [name, setName] = useState(rota ? OWN : (patterns[0]?.name ?? OWN));
  const [anchor, setAnchor] = useState(rota?.anchor ?? today);
  const [teams, setTeams] = useState<Team[]>(rota?.teams ?? blankTeams(patterns[0]?.teams ?? 1, []));
  const { busy, fault, run } = useChange();
  const pattern = patterns.find((each) => each.name === name);
  const shifts = pattern?.shifts ?? rota?.shifts ?? [];
  const cycle = pattern?.cycle ?? rota?.cycle ?? [];
  const taken = new Set(teams.flatMap((team) => team.people.map(({ account_id }) => account_id)));
  return (
    <Form
      fault={fault}
      onSubmit={() => {
        const told = { anchor, shifts, cycle, teams, version: rota?.version ?? null };
        run(() => send("PUT", `/duty/rooms/${room.id}/rota`, told), onSaved);
      }}
      buttons={
        <button type="submit" className="button strong" disabled={busy}>
          {t("pattern.save")}
        </button>
      }
    >
      <SelectField
        label={t("pattern.pattern")}
        value={name}
        onChange={(told) => {
          setName(told);
          const chosen = patterns.find((each) => each.name === told);
          setTeams((before) => (chosen ? blankTeams(chosen.teams, before) : (rota?.teams ?? before)));
        }}
      >
        {rota && <option value={OWN}>{t("pattern.as_it_is")}</option>}
        {patterns.map((each) => (
          <option key={each.name} value={each.name}>
            {speak(each.label)}
          </option>
        ))}
      </SelectField>
      <TextField label={t("pattern.anchor")} type="date" required value={anchor} onChange={setAnchor} />
      <p className="muted wide">
        {shifts.map((form) => `${form.name} ${form.start} · ${String(form.hours)} h`).join("  |  ")} ·{" "}
        {t("pattern.cycle", { days: cycle.length })}
      </p>
      {teams.map((team, at) => (
        <TeamField
          key={at}
          team={team}
          room={room}
          people={people}
          taken={taken}
          onChange={(told) => {
            setTeams((before) => before.map((each, other) => (other === at ? told : each)));
          }}
        />
      ))}
      <p className="muted wide">{t("pattern.note")}</p>
    </Form>
  );
}

/** A room's pattern: which teams, who is in them, and from which day on. */
export function PatternForm({ room, today, onSaved }: { room: Room; today: string; onSaved: () => void }) {
  const patterns = useData<{ items: Pattern[] }>("/duty/patterns");
  const people = useData<{ items: Person[] }>(`/duty/rooms/${room.id}/people`);
  const rota = useData<Rota>(`/duty/rooms/${room.id}/rota`);
  const none = rota.fault?.status === 404;
  if (!patterns.data || !people.data || !(rota.data || none)) {
    if (patterns.fault) return <State loaded={patterns} />;
    return people.fault ? <State loaded={people} /> : <State loaded={rota} />;
  }
  return (
    <Fields
      room={room}
      patterns={patterns.data.items}
      people={people.data.items}
      rota={rota.data}
      today={today}
      onSaved={() => {
        rota.again();
        onSaved();
      }}
    />
  );
}
