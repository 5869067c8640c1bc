import { useData } from "../../operator/useData";
import { State } from "../../operator/works/State";
import type { Inspector } from "../api";
import { useInspectionWords } from "../useInspectionWords";

/** Who goes: those who are active and certified, with what is on them. */
export function PeopleField({ chosen, onChange }: { chosen: readonly number[]; onChange: (ids: number[]) => void }) {
  const { t } = useInspectionWords();
  const loaded = useData<{ items: Inspector[] }>("/inspectors", { active: true });
  return (
    <fieldset className="in-people">
      <legend>{t("task.choose")}</legend>
      <State loaded={loaded} />
      {loaded.data?.items.map(({ id, name, number, open_inspections, capacity, certified }) => (
        <label key={id}>
          <input
            type="checkbox"
            checked={chosen.includes(id)}
            disabled={!certified}
            onChange={(event) => {
              onChange(event.target.checked ? [...chosen, id] : chosen.filter((each) => each !== id));
            }}
          />
          {name} <span className="muted num">{number}</span>{" "}
          <span className="muted num">
            {open_inspections}/{capacity}
          </span>
          {!certified && ` · ${t("inspector.expired")}`}
        </label>
      ))}
    </fieldset>
  );
}
