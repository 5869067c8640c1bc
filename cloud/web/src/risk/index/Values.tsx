import { useState } from "react";

import { send } from "../../api/client";
import { Form } from "../../forms/Form";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import { Panel } from "../../operator/works/Page";
import { Change } from "../Change";
import { useRiskWords } from "../useRiskWords";
import type { SafetyIndex, WhatIf } from "./api";

/** What the index would be if values were others: each change one after the other, and what each adds. */
export function Values({ index }: { index: SafetyIndex }) {
  const { t, speak, figure } = useRiskWords();
  const { busy, fault, run } = useChange();
  const indicators = index.groups.flatMap((group) => group.indicators);
  const [code, setCode] = useState(indicators[0]?.code ?? "");
  const [changes, setChanges] = useState<Readonly<Record<string, string>>>({});
  const [told, setTold] = useState<WhatIf | null>(null);
  const chosen = indicators.filter((each) => each.code in changes);
  const rest = indicators.filter((each) => !(each.code in changes));
  const next = rest.some((each) => each.code === code) ? code : (rest[0]?.code ?? "");
  return (
    <Panel title={t("index.what_if_values")}>
      <div className="risk-body">
        <p className="muted">{t("index.values_about")}</p>
        <Form
          data-testid="values"
          fault={fault}
          onSubmit={() => {
            const numbers = Object.fromEntries(Object.entries(changes).map(([name, text]) => [name, Number(text)]));
            run(() => send<WhatIf>("POST", "/risk/index/what-if", { area: index.area, changes: numbers }), setTold);
          }}
          buttons={
            <>
              <button
                type="button"
                className="button"
                disabled={next === ""}
                onClick={() => {
                  const value = indicators.find((each) => each.code === next)?.value;
                  setChanges({ ...changes, [next]: value === null || value === undefined ? "" : String(Number(value.toFixed(3))) });
                }}
              >
                {t("index.add_value")}
              </button>
              <button type="submit" className="button strong" disabled={busy || chosen.length === 0 || index.score === null}>
                {t("index.compute")}
              </button>
            </>
          }
        >
          <SelectField label={t("index.indicator")} value={next} onChange={setCode}>
            {rest.map((each) => (
              <option key={each.code} value={each.code}>
                {speak(each.label)}
              </option>
            ))}
          </SelectField>
          {chosen.map((each) => (
            <TextField
              key={each.code}
              label={`${speak(each.label)} (${each.unit})`}
              type="number"
              step="any"
              min={0}
              required
              name={each.code}
              value={changes[each.code] ?? ""}
              onChange={(text) => {
                setChanges({ ...changes, [each.code]: text });
                setTold(null);
              }}
            />
          ))}
        </Form>
        {told && (
          <div role="status" data-testid="index-what-if">
            <p className="risk-from-to num">
              {`${figure(told.before)} → `}
              <strong>{figure(told.after)}</strong> <Change now={told.after} before={told.before} />
            </p>
            <ul className="risk-moved">
              {Object.entries(told.added).map(([name, added]) => (
                <li key={name}>
                  {speak(indicators.find((each) => each.code === name)?.label ?? { zh: name, en: name })}{" "}
                  <Change now={added} before={0} />
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </Panel>
  );
}
