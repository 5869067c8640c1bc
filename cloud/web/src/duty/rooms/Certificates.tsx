import { useState } from "react";

import { send } from "../../api/client";
import { Form } from "../../forms/Form";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import { useData } from "../../operator/useData";
import { State } from "../../operator/works/State";
import { GRADES, type Person, type Room } from "../api";
import { useDutyWords } from "../useDutyWords";

function CertificateForm({ room, person, onSaved }: { room: Room; person: Person; onSaved: () => void }) {
  const { t } = useDutyWords();
  const held = person.certificate;
  const [number, setNumber] = useState(held?.number ?? "");
  const [grade, setGrade] = useState<string>(held?.grade ?? "intermediate");
  const [until, setUntil] = useState(held?.valid_until ?? "");
  const { busy, fault, run } = useChange();
  return (
    <Form
      fault={fault}
      onSubmit={() => {
        const told = { number, grade, valid_until: until || null };
        run(() => send("PUT", `/duty/rooms/${room.id}/people/${person.account_id}/certificate`, told), onSaved);
      }}
      buttons={
        <button type="submit" className="button strong" disabled={busy}>
          {t("form.save")}
        </button>
      }
    >
      <TextField label={t("certificate.number")} required maxLength={64} value={number} onChange={setNumber} />
      <SelectField label={t("certificate.grade")} value={grade} onChange={setGrade}>
        {GRADES.map((each) => (
          <option key={each} value={each}>
            {t(`grade.${each}`)}
          </option>
        ))}
      </SelectField>
      <TextField label={t("certificate.until")} type="date" value={until} onChange={setUntil} />
    </Form>
  );
}

/** Who may serve in a room, with their certificates as operators of fire-protection facilities. */
export function Certificates({ room }: { room: Room }) {
  const { t } = useDutyWords();
  const loaded = useData<{ items: Person[] }>(`/duty/rooms/${room.id}/people`);
  const [open, setOpen] = useState<number | null>(null);
  const rows = loaded.data?.items ?? [];
  if (rows.length === 0) return <State loaded={loaded} empty what={t("certificate.nobody")} />;
  return (
    <ul className="duty-lines ex-text">
      {rows.map((person) => (
        <li key={person.account_id}>
          <span>
            <strong>{person.name}</strong>{" "}
            {person.certificate ? (
              <span className={person.certificate.valid ? "muted" : ""} data-bad={!person.certificate.valid || undefined}>
                {t(`grade.${person.certificate.grade}`)} {person.certificate.number}{" "}
                {person.certificate.valid_until && t("certificate.valid_until", { day: person.certificate.valid_until })}
              </span>
            ) : (
              <span data-bad>{t("certificate.none")}</span>
            )}
          </span>
          <button
            type="button"
            className="button quiet"
            aria-expanded={open === person.account_id}
            aria-label={`${t("certificate.write")}: ${person.name}`}
            onClick={() => {
              setOpen(open === person.account_id ? null : person.account_id);
            }}
          >
            {t("certificate.write")}
          </button>
          {open === person.account_id && (
            <CertificateForm
              room={room}
              person={person}
              onSaved={() => {
                setOpen(null);
                loaded.again();
              }}
            />
          )}
        </li>
      ))}
    </ul>
  );
}
