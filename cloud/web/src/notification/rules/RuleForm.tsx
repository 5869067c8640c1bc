import { useState } from "react";

import { Enabled } from "../../access/parts/Enabled";
import { Checks } from "../../exchange/parts/Checks";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { BuildingPicker } from "../../pickers/BuildingPicker";
import { ScopePicker } from "../../pickers/ScopePicker";
import { goTo } from "../../shell/useRoute";
import { FIRST_MOMENTS, MOMENTS, SEVERITIES, type Quiet, type Rule, type Step } from "../api";
import { rulesHref } from "../links";
import { RecordForm } from "../RecordForm";
import { useNotificationWords } from "../useNotificationWords";
import { QuietField } from "./QuietField";
import { StepField } from "./StepField";
import type { Choices } from "./useChoices";

const BLANK_STEP: Step = { channels: [], people: [], duties: [], contacts: false };
const FIRE_CLASS = ["fire", "early-warning", "pre-alarm"];

/** Which alarms are told, when, where, and to whom. */
export function RuleForm({ rule, choices }: { rule: Rule | null; choices: Choices }) {
  const { t, speak } = useNotificationWords();
  const [name, setName] = useState(rule?.name ?? "");
  const [kinds, setKinds] = useState<readonly string[]>(rule?.kinds ?? FIRE_CLASS);
  const [moments, setMoments] = useState<readonly string[]>(rule?.moments ?? FIRST_MOMENTS);
  const [least, setLeast] = useState(rule?.least ?? "low");
  const [areas, setAreas] = useState<readonly string[]>(rule?.areas ?? []);
  const [organisations, setOrganisations] = useState<readonly number[]>(rule?.organisations ?? []);
  const [buildings, setBuildings] = useState<readonly number[]>(rule?.buildings ?? []);
  const [quiet, setQuiet] = useState<readonly Quiet[]>(rule?.quiet ?? []);
  const [mode, setMode] = useState<Rule["quiet_mode"]>(rule?.quiet_mode ?? "hold");
  const [steps, setSteps] = useState<readonly Step[]>(rule?.steps ?? [BLANK_STEP]);
  const [enabled, setEnabled] = useState(rule?.enabled ?? true);
  const scoped = areas.length > 0 || organisations.length > 0 || buildings.length > 0;
  const complete = scoped && moments.length > 0 && steps.every(({ channels }) => channels.length > 0);
  return (
    <RecordForm
      path="/notification/rules"
      record={rule}
      removeAsk={t("rule.remove_ask", { name: rule?.name })}
      complete={complete}
      back={rulesHref()}
      told={() => ({
        name: name.trim(),
        kinds,
        moments,
        least,
        areas,
        organisations,
        buildings,
        quiet,
        quiet_mode: mode,
        steps,
        enabled,
      })}
      onDone={() => {
        goTo(rulesHref());
      }}
    >
      <TextField label={t("rule.name")} required maxLength={128} value={name} onChange={setName} />
      <SelectField label={t("rule.least")} value={least} onChange={setLeast}>
        {SEVERITIES.map((each) => (
          <option key={each} value={each}>
            {t(`severity.${each}`)}
          </option>
        ))}
      </SelectField>
      <Checks
        legend={t("rule.kinds")}
        note={t("rule.kinds_note")}
        options={choices.kinds.filter(({ alarm }) => alarm).map((term) => ({ value: term.kind, text: speak(term) }))}
        chosen={kinds}
        onChange={setKinds}
      />
      <Checks
        legend={t("rule.moments")}
        options={MOMENTS.map((value) => ({ value, text: t(`moment.${value}`) }))}
        chosen={moments}
        onChange={setMoments}
      />
      <ScopePicker areas={areas} organisations={organisations} onAreas={setAreas} onOrganisations={setOrganisations} />
      <BuildingPicker chosen={buildings} onChange={setBuildings} />
      <QuietField quiet={quiet} mode={mode} onQuiet={setQuiet} onMode={setMode} />
      {steps.map((step, at) => (
        <StepField
          key={at}
          at={at}
          step={step}
          choices={choices}
          onChange={(told) => {
            setSteps(steps.map((each, other) => (other === at ? told : each)));
          }}
          onRemove={
            steps.length > 1
              ? () => {
                  setSteps(steps.filter((_, other) => other !== at));
                }
              : undefined
          }
        />
      ))}
      {steps.length < 8 && (
        <p className="wide">
          <button
            type="button"
            className="button"
            onClick={() => {
              setSteps([...steps, BLANK_STEP]);
            }}
          >
            {t("rule.add_step")}
          </button>
        </p>
      )}
      <Enabled label={t("form.enabled")} value={enabled} onChange={setEnabled} />
      {!complete && <p className="muted wide">{t("rule.incomplete")}</p>}
    </RecordForm>
  );
}
