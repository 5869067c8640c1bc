import { useState } from "react";

import { send } from "../../api/client";
import { FieldFault } from "../../forms/Field";
import { Form } from "../../forms/Form";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import { useData } from "../../operator/useData";
import { Page } from "../../operator/works/Page";
import { BuildingName } from "../../pickers/BuildingName";
import { Chips } from "../../pickers/Chips";
import { OrganisationField } from "../../pickers/OrganisationField";
import type { Found } from "../../pickers/OrganisationSearch";
import { useBuildings } from "../../pickers/useBuildings";
import { goTo, useRoute } from "../../shell/useRoute";
import type { Listed, Plan, PlanBrief } from "../api";
import { editHref, forcesHref } from "../links";
import { useForceWords } from "../useForceWords";
import { standingOf } from "./standing";

/** Of which building: given by the address, or looked for by whose it is. */
function BuildingFields({ value, onChange }: { value: string; onChange: (building: string) => void }) {
  const { t } = useForceWords();
  const [owner, setOwner] = useState<Found | null>(null);
  const buildings = useBuildings(owner?.id ?? null);
  if (value !== "" && owner === null) {
    return (
      <div className="op-field wide">
        <span>{t("plan.building")}</span>
        <Chips
          label={t("plan.building")}
          items={[{ key: value, text: t("plan.building"), shown: <BuildingName id={Number(value)} /> }]}
          onRemove={() => {
            onChange("");
          }}
        />
        <FieldFault at="building_id" />
      </div>
    );
  }
  return (
    <>
      <OrganisationField
        label={t("plan.organisation")}
        chosen={owner}
        onChange={(found) => {
          setOwner(found);
          onChange("");
        }}
      />
      <SelectField label={t("plan.building")} at="building_id" required disabled={owner === null} value={value} onChange={onChange}>
        <option value="">{t("form.choose")}</option>
        {buildings.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
    </>
  );
}

/** Draws up a version: from the template of the building's category, or from the version before. */
export function NewPlan() {
  const { t, number } = useForceWords();
  const { query } = useRoute();
  const { busy, fault, run } = useChange();
  const [building, setBuilding] = useState(query.building ?? "");
  const [fresh, setFresh] = useState("");
  const [title, setTitle] = useState("");
  const [months, setMonths] = useState("12");
  const versions = useData<Listed<PlanBrief>>(building === "" ? null : "/preplans", { building, limit: 500 });
  const newest = versions.data?.items.at(-1);
  return (
    <Page title={t("new.preplans")}>
      <p className="op-note">{t("plan.what")}</p>
      <Form
        fault={fault}
        data-testid="new-plan"
        onSubmit={() => {
          const body = {
            building_id: Number(building),
            title: title.trim(),
            review_months: Number(months),
            fresh: fresh !== "",
          };
          run(
            () => send<Plan>("POST", "/preplans", body),
            ({ id }) => {
              goTo(editHref("preplans", id));
            },
          );
        }}
        buttons={
          <>
            <button type="submit" className="button strong" disabled={busy || building === "" || versions.data === null}>
              {t("plan.draw_up")}
            </button>
            <a className="button quiet" href={forcesHref("preplans")}>
              {t("form.cancel")}
            </a>
          </>
        }
      >
        <BuildingFields value={building} onChange={setBuilding} />
        {newest && (
          <SelectField label={t("plan.from")} value={fresh} onChange={setFresh}>
            <option value="">
              {t("plan.from_version", { version: number(newest.version), standing: t(`plan.${standingOf(newest)}`) })}
            </option>
            <option value="fresh">{t("plan.from_template")}</option>
          </SelectField>
        )}
        <TextField label={t("field.title")} at="title" maxLength={128} placeholder={t("plan.title_hint")} value={title} onChange={setTitle} />
        <TextField
          label={t("plan.review_months")}
          at="review_months"
          type="number"
          required
          min={1}
          max={60}
          value={months}
          onChange={setMonths}
        />
      </Form>
    </Page>
  );
}
