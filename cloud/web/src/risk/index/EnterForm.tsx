import { useState } from "react";

import { send } from "../../api/client";
import { ByField, rememberedBy } from "../../forms/ByField";
import { Form } from "../../forms/Form";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import { Panel } from "../../operator/works/Page";
import { useMay } from "../../shell/useMe";
import { useRiskWords } from "../useRiskWords";
import type { SafetyIndex } from "./api";

/** What the centre cannot work out of its own records is entered by whoever plans. */
export function EnterForm({ index, onDone }: { index: SafetyIndex; onDone: () => void }) {
  const { t, speak } = useRiskWords();
  const plans = useMay("plan-inspections");
  const { busy, fault, run } = useChange();
  const asked = index.groups
    .flatMap((group) => group.indicators)
    .filter(({ value, entered_by }) => value === null || entered_by !== null);
  const [values, setValues] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(asked.map(({ code, value }) => [code, value === null ? "" : String(value)])),
  );
  const [by, setBy] = useState(rememberedBy);
  if (!plans || asked.length === 0) return null;
  return (
    <Panel title={t("index.enter")}>
      <details className="risk-body">
        <summary>{t("index.enter_about")}</summary>
        <Form
          data-testid="enter-values"
          fault={fault}
          onSubmit={() => {
            const told = Object.fromEntries(
              Object.entries(values).map(([code, text]) => [code, text.trim() === "" ? null : Number(text)]),
            );
            run(() => send("PUT", "/risk/index/values", { area: index.area, values: told, by }), onDone);
          }}
          buttons={
            <button type="submit" className="button strong" disabled={busy}>
              {t("known.save")}
            </button>
          }
        >
          {asked.map(({ code, label, unit }) => (
            <TextField
              key={code}
              label={`${speak(label)} (${unit})`}
              type="number"
              step="any"
              min={0}
              name={code}
              value={values[code] ?? ""}
              onChange={(text) => {
                setValues({ ...values, [code]: text });
              }}
            />
          ))}
          <ByField value={by} onChange={setBy} />
        </Form>
      </details>
    </Panel>
  );
}
