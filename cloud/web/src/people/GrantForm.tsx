import { useState } from "react";

import { send } from "../api/client";
import { Form } from "../forms/Form";
import { SelectField } from "../forms/SelectField";
import { TextField } from "../forms/TextField";
import { useChange } from "../forms/useChange";
import { useData } from "../operator/useData";
import { ScopePicker } from "../pickers/ScopePicker";
import type { DutyEntry } from "./api";
import { usePeopleWords } from "./usePeopleWords";

/** Gives an account a duty within a scope. */
export function GrantForm({ account, onDone }: { account: number; onDone: () => void }) {
  const { t, speak } = usePeopleWords();
  const duties = useData<{ items: DutyEntry[] }>("/duties");
  const [duty, setDuty] = useState("viewer");
  const [areas, setAreas] = useState<string[]>([]);
  const [organisations, setOrganisations] = useState<number[]>([]);
  const [until, setUntil] = useState("");
  const { busy, fault, run } = useChange();
  const entry = duties.data?.items.find((each) => each.duty === duty);
  const whole = entry?.whole_region ?? false;
  const scoped = whole || areas.length > 0 || organisations.length > 0;

  const submit = () => {
    const told = {
      duty,
      areas: whole ? ["15"] : areas,
      organisations: whole ? [] : organisations,
      // The day itself still counts, in the region's time.
      valid_until: until ? Date.parse(`${until}T23:59:59+08:00`) : null,
    };
    run(() => send("POST", `/accounts/${account}/grants`, told), onDone);
  };

  return (
    <Form
      data-testid="grant-form"
      onSubmit={submit}
      fault={fault}
      buttons={
        <button type="submit" className="button strong" disabled={busy || !scoped}>
          {t("people.give")}
        </button>
      }
    >
      <SelectField label={t("people.duty")} value={duty} onChange={setDuty}>
        {duties.data?.items.map((each) => (
          <option key={each.duty} value={each.duty}>
            {speak(each.name)}
          </option>
        ))}
      </SelectField>
      <TextField label={t("people.until")} type="date" value={until} onChange={setUntil} />
      {entry && (
        <p className="op-field wide muted">
          {entry.permissions.map((permission) => t(`permission.${permission as "view"}`)).join(" · ")}
        </p>
      )}
      {whole ? (
        <p className="op-field wide muted">{t("who.whole")}</p>
      ) : (
        <ScopePicker
          areas={areas}
          organisations={organisations}
          onAreas={setAreas}
          onOrganisations={setOrganisations}
        />
      )}
    </Form>
  );
}
