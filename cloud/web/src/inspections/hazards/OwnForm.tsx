import { useState } from "react";

import { send } from "../../api/client";
import { Form } from "../../forms/Form";
import { LongField } from "../../forms/LongField";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import { newKey } from "../../inspect/draft";
import { OrganisationField } from "../../pickers/OrganisationField";
import type { Found } from "../../pickers/OrganisationSearch";
import { useMe } from "../../shell/useMe";
import type { HazardDetail } from "../api";
import { ByField, rememberedBy } from "../../forms/ByField";
import { useInspectionWords } from "../useInspectionWords";

/** What an organisation's own patrol has found. Who looks after one organisation alone is not asked which. */
export function OwnForm({ onDone }: { onDone: (id: number) => void }) {
  const { t } = useInspectionWords();
  const me = useMe();
  const { busy, fault, run } = useChange();
  const [owner, setOwner] = useState<Found | null>(null);
  const [told, setTold] = useState({ text: "", place: "", grade: "general", deadline: "" });
  const [by, setBy] = useState(rememberedBy);
  const [key] = useState(newKey);
  const [only, ...others] = me?.organisations ?? [];
  const mine = only !== undefined && others.length === 0 && me?.areas.length === 0 ? only : null;
  const organisation = mine ?? (owner === null ? null : Number(owner.id));
  const field = (name: keyof typeof told) => ({
    value: told[name],
    onChange: (value: string) => {
      setTold({ ...told, [name]: value });
    },
  });
  return (
    <Form
      data-testid="own"
      fault={fault}
      onSubmit={() => {
        const body = { ...told, deadline: told.deadline || null, organisation_id: organisation, key, by };
        run(
          () => send<HazardDetail>("POST", "/hazards/own", body),
          ({ id }) => {
            onDone(id);
          },
        );
      }}
      buttons={
        <button type="submit" className="button strong" disabled={busy || organisation === null}>
          {t("hazard.own_save")}
        </button>
      }
    >
      {mine === null && <OrganisationField label={t("task.organisation")} chosen={owner} onChange={setOwner} />}
      <LongField label={t("hazard.text")} required maxLength={2000} {...field("text")} />
      <TextField label={t("hazard.place")} maxLength={256} {...field("place")} />
      <SelectField label={t("hazard.grade")} {...field("grade")}>
        <option value="general">{t("hazard.grade_general")}</option>
        <option value="major">{t("hazard.grade_major")}</option>
      </SelectField>
      <TextField label={t("hazard.deadline")} type="date" {...field("deadline")} />
      <ByField value={by} onChange={setBy} />
    </Form>
  );
}
