import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import type { Quiet, Rule } from "../api";
import { useNotificationWords } from "../useNotificationWords";

const DAYS = [1, 2, 3, 4, 5, 6, 7];

/** Quiet hours; the fire class is told all the same. */
export function QuietField({
  quiet,
  mode,
  onQuiet,
  onMode,
}: {
  quiet: readonly Quiet[];
  mode: Rule["quiet_mode"];
  onQuiet: (quiet: Quiet[]) => void;
  onMode: (mode: Rule["quiet_mode"]) => void;
}) {
  const { t } = useNotificationWords();
  const change = (at: number, part: Partial<Quiet>) => {
    onQuiet(quiet.map((each, other) => (other === at ? { ...each, ...part } : each)));
  };
  return (
    <fieldset className="op-field wide">
      <legend>{t("rule.quiet")}</legend>
      <p className="muted">{t("rule.quiet_note")}</p>
      {quiet.map((span, at) => (
        <div key={at} className="nt-quiet">
          <TextField label={t("rule.begins")} type="time" required value={span.begins.slice(0, 5)} onChange={(begins) => { change(at, { begins }); }} />
          <TextField label={t("rule.ends")} type="time" required value={span.ends.slice(0, 5)} onChange={(ends) => { change(at, { ends }); }} />
          <span className="ex-checks" role="group" aria-label={t("rule.days")}>
            {DAYS.map((day) => (
              <label key={day}>
                <input
                  type="checkbox"
                  checked={span.days.includes(day)}
                  onChange={(event) => {
                    const days = event.target.checked ? [...span.days, day] : span.days.filter((each) => each !== day);
                    change(at, { days: days.sort() });
                  }}
                />
                {t(`day.${day as 1}`)}
              </label>
            ))}
          </span>
          <button
            type="button"
            className="button quiet"
            onClick={() => {
              onQuiet(quiet.filter((_, other) => other !== at));
            }}
          >
            {t("rule.remove_quiet")}
          </button>
        </div>
      ))}
      {quiet.length > 0 && (
        <SelectField label={t("rule.quiet_mode")} value={mode} onChange={(told) => { onMode(told === "leave" ? "leave" : "hold"); }}>
          <option value="hold">{t("rule.hold")}</option>
          <option value="leave">{t("rule.leave")}</option>
        </SelectField>
      )}
      {quiet.length < 7 && (
        <button
          type="button"
          className="button"
          onClick={() => {
            onQuiet([...quiet, { begins: "22:00", ends: "07:00", days: DAYS }]);
          }}
        >
          {t("rule.add_quiet")}
        </button>
      )}
    </fieldset>
  );
}
