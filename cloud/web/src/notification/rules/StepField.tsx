import { Enabled } from "../../access/parts/Enabled";
import { Checks } from "../../exchange/parts/Checks";
import { DUTIES, type Step } from "../api";
import { useNotificationWords } from "../useNotificationWords";
import type { Choices } from "./useChoices";

const TO_PEOPLE = new Set(["email", "sms", "voice"]);

/** One step of a rule: by which channels, and whom. */
export function StepField({
  at,
  step,
  choices,
  onChange,
  onRemove,
}: {
  at: number;
  step: Step;
  choices: Choices;
  onChange: (step: Step) => void;
  onRemove: (() => void) | undefined;
}) {
  const { t, number } = useNotificationWords();
  const toPeople = choices.channels.some(({ id, kind }) => step.channels.includes(id) && TO_PEOPLE.has(kind));
  return (
    <fieldset className="op-field wide nt-step" data-testid="step">
      <legend>{t(at === 0 ? "rule.first_step" : "rule.step", { number: number(at + 1) })}</legend>
      <Checks
        legend={t("rule.channels")}
        options={choices.channels.map(({ id, name, kind }) => ({ value: String(id), text: `${name} (${t(`kind.${kind}`)})` }))}
        chosen={step.channels.map(String)}
        onChange={(chosen) => {
          onChange({ ...step, channels: chosen.map(Number) });
        }}
      />
      {toPeople && (
        <>
          <Checks
            legend={t("rule.duties")}
            note={t("rule.duties_note")}
            options={DUTIES.map((duty) => ({ value: duty, text: t(`duty.${duty}`) }))}
            chosen={step.duties}
            onChange={(duties) => {
              onChange({ ...step, duties });
            }}
          />
          <Checks
            legend={t("rule.people")}
            options={choices.people.map(({ id, name }) => ({ value: String(id), text: name }))}
            chosen={step.people.map(String)}
            onChange={(chosen) => {
              onChange({ ...step, people: chosen.map(Number) });
            }}
          />
          <Enabled
            label={t("rule.contacts")}
            value={step.contacts}
            onChange={(contacts) => {
              onChange({ ...step, contacts });
            }}
          />
        </>
      )}
      {onRemove && (
        <button type="button" className="button quiet" onClick={onRemove}>
          {t("rule.remove_step")}
        </button>
      )}
    </fieldset>
  );
}
