import { useState } from "react";

import { send } from "../../api/client";
import { Form } from "../../forms/Form";
import { LongField } from "../../forms/LongField";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import { dayAfter } from "../../inspect/draft";
import { OrganisationField } from "../../pickers/OrganisationField";
import type { Found } from "../../pickers/OrganisationSearch";
import type { InspectionDetail } from "../api";
import { ByField, rememberedBy } from "../../forms/ByField";
import { useInspectionWords } from "../useInspectionWords";
import { PeopleField } from "./PeopleField";

const DAYS = 30;

/** A task that no draw gave. */
export function PlanForm({ onPlanned }: { onPlanned: (id: number) => void }) {
  const { t } = useInspectionWords();
  const { busy, fault, run } = useChange();
  const [owner, setOwner] = useState<Found | null>(null);
  const [origin, setOrigin] = useState("special");
  const [due, setDue] = useState(() => dayAfter(Date.now(), DAYS));
  const [people, setPeople] = useState<number[]>([]);
  const [note, setNote] = useState("");
  const [by, setBy] = useState(rememberedBy);
  return (
    <Form
      fault={fault}
      onSubmit={() => {
        const told = { organisation_id: Number(owner?.id), origin, due_on: due, inspectors: people, note, by };
        run(
          () => send<InspectionDetail>("POST", "/inspections", told),
          ({ id }) => {
            onPlanned(id);
          },
        );
      }}
      buttons={
        <button type="submit" className="button strong" disabled={busy || owner === null}>
          {t("task.submit")}
        </button>
      }
    >
      <p className="muted">{t("task.plan_hint")}</p>
      <OrganisationField label={t("task.organisation")} chosen={owner} onChange={setOwner} />
      <SelectField label={t("task.origin")} value={origin} onChange={setOrigin}>
        <option value="special">{t("task.origin_special")}</option>
        <option value="complaint">{t("task.origin_complaint")}</option>
      </SelectField>
      <TextField label={t("task.due")} type="date" required value={due} onChange={setDue} />
      <PeopleField chosen={people} onChange={setPeople} />
      <LongField label={t("note")} value={note} onChange={setNote} maxLength={2000} />
      <ByField value={by} onChange={setBy} />
    </Form>
  );
}
