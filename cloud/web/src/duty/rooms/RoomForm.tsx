import { useState } from "react";

import { send } from "../../api/client";
import { Enabled } from "../../access/parts/Enabled";
import { Form } from "../../forms/Form";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import { CountyField } from "../../pickers/CountyField";
import { OrganisationField } from "../../pickers/OrganisationField";
import type { Found } from "../../pickers/OrganisationSearch";
import { useBuildings } from "../../pickers/useBuildings";
import type { Room } from "../api";
import { useDutyWords } from "../useDutyWords";

/** Whose a new room is: an organisation's, one of its buildings', or a monitoring centre's of an area. */
function Whose({
  organisation,
  building,
  area,
  onOrganisation,
  onBuilding,
  onArea,
}: {
  organisation: Found | null;
  building: string;
  area: string;
  onOrganisation: (found: Found | null) => void;
  onBuilding: (building: string) => void;
  onArea: (area: string) => void;
}) {
  const { t } = useDutyWords();
  const buildings = useBuildings(organisation?.id ?? null);
  return (
    <>
      <OrganisationField label={t("room.organisation")} chosen={organisation} onChange={onOrganisation} />
      {organisation ? (
        <SelectField label={t("room.building")} value={building} onChange={onBuilding}>
          <option value="">{t("room.all_buildings")}</option>
          {buildings.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
      ) : (
        <CountyField value={area} onChange={onArea} />
      )}
    </>
  );
}

/** A control room: a new one, or what may be changed of one. */
export function RoomForm({ room, onSaved }: { room: Room | null; onSaved: (room: Room) => void }) {
  const { t } = useDutyWords();
  const [name, setName] = useState(room?.name ?? "");
  const [organisation, setOrganisation] = useState<Found | null>(null);
  const [building, setBuilding] = useState("");
  const [area, setArea] = useState("");
  const [persons, setPersons] = useState(String(room?.persons_needed ?? 2));
  const [checks, setChecks] = useState(String(room?.checks_per_shift ?? 1));
  const [enabled, setEnabled] = useState(room?.enabled ?? true);
  const { busy, fault, run } = useChange();
  return (
    <Form
      fault={fault}
      data-testid="room-form"
      onSubmit={() => {
        const told = { name, persons_needed: Number(persons), checks_per_shift: Number(checks), enabled };
        const whose = organisation
          ? { organisation_id: Number(organisation.id), building_id: Number(building) || null }
          : { area };
        run(
          () =>
            room
              ? send<Room>("PUT", `/duty/rooms/${room.id}`, { ...told, version: room.version })
              : send<Room>("POST", "/duty/rooms", { ...told, ...whose }),
          onSaved,
        );
      }}
      buttons={
        <button type="submit" className="button strong" disabled={busy}>
          {t(room ? "form.save" : "room.make")}
        </button>
      }
    >
      <TextField label={t("room.name")} required maxLength={128} value={name} placeholder={t("room.name_hint")} onChange={setName} />
      {!room && (
        <Whose
          organisation={organisation}
          building={building}
          area={area}
          onOrganisation={setOrganisation}
          onBuilding={setBuilding}
          onArea={setArea}
        />
      )}
      <TextField label={t("room.persons")} type="number" min={1} max={50} required value={persons} onChange={setPersons} />
      <TextField label={t("room.checks")} type="number" min={0} max={6} required value={checks} onChange={setChecks} />
      <Enabled label={t("room.enabled")} value={enabled} onChange={setEnabled} />
    </Form>
  );
}
