import { useState } from "react";

import { send } from "../../api/client";
import { Form } from "../../forms/Form";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import { useData } from "../../operator/useData";
import { Panel } from "../../operator/works/Page";
import { State } from "../../operator/works/State";
import { OrganisationField } from "../../pickers/OrganisationField";
import type { Found } from "../../pickers/OrganisationSearch";
import { ByField, rememberedBy } from "../../forms/ByField";
import { useInspectionWords } from "../useInspectionWords";
import { BandOrigin } from "./BandOrigin";

const CLASSES = ["crowded-key", "key", "ordinary"] as const;
const RISKS = ["I", "II", "III", "IV"] as const;
const CREDITS = ["A", "B", "C", "D"] as const;
const EXCLUSIONS = ["closed", "suspended", "under-rectification", "under-investigation"] as const;

interface Unit {
  organisation_id: number;
  unit_class: string;
  risk: string;
  credit: string;
  exclusion: string;
  certain: string;
  version: number;
}

function UnitForm({ unit, onDone }: { unit: Unit; onDone: () => void }) {
  const { t } = useInspectionWords();
  const { busy, fault, run } = useChange();
  const { unit_class, risk, credit, exclusion, certain } = unit;
  const [told, setTold] = useState({ unit_class, risk, credit, exclusion, certain });
  const [by, setBy] = useState(rememberedBy);
  const [saved, setSaved] = useState(false);
  const field = (name: keyof typeof told) => ({
    value: told[name],
    onChange: (value: string) => {
      setSaved(false);
      setTold({ ...told, [name]: value });
    },
  });
  return (
    <Form
      fault={fault}
      onSubmit={() => {
        run(
          () => send("PUT", `/organisations/${unit.organisation_id}/supervision`, { ...told, by, version: unit.version }),
          () => {
            setSaved(true);
            onDone();
          },
        );
      }}
      buttons={
        <button type="submit" className="button strong" disabled={busy}>
          {t("unit.save")}
        </button>
      }
    >
      <SelectField label={t("unit.class")} {...field("unit_class")}>
        {CLASSES.map((each) => (
          <option key={each} value={each}>
            {t(`unit.class_${each}`)}
          </option>
        ))}
      </SelectField>
      <SelectField label={t("unit.risk")} {...field("risk")}>
        <option value="">{t("unit.unknown")}</option>
        {RISKS.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </SelectField>
      <SelectField label={t("unit.credit")} {...field("credit")}>
        <option value="">{t("unit.unknown")}</option>
        {CREDITS.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </SelectField>
      <SelectField label={t("unit.exclusion")} {...field("exclusion")}>
        <option value="">{t("unit.none")}</option>
        {EXCLUSIONS.map((each) => (
          <option key={each} value={each}>
            {t(`unit.exclusion_${each}`)}
          </option>
        ))}
      </SelectField>
      <TextField label={t("unit.certain")} maxLength={200} {...field("certain")} />
      <ByField value={by} onChange={setBy} />
      {saved && <p role="status">{t("unit.saved")}</p>}
    </Form>
  );
}

/** How one organisation stands for draws: class, risk, credit, and what decides without chance. */
export function UnitPanel() {
  const { t } = useInspectionWords();
  const [owner, setOwner] = useState<Found | null>(null);
  const loaded = useData<Unit>(owner === null ? null : `/organisations/${owner.id}/supervision`);
  return (
    <Panel title={t("unit.title")}>
      <OrganisationField label={t("task.organisation")} chosen={owner} onChange={setOwner} />
      {owner !== null && <State loaded={loaded} />}
      {loaded.data && <BandOrigin organisation={loaded.data.organisation_id} />}
      {loaded.data && <UnitForm key={loaded.data.organisation_id} unit={loaded.data} onDone={loaded.again} />}
    </Panel>
  );
}
