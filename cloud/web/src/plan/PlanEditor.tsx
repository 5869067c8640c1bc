import { useState } from "react";

import { get } from "../api/client";
import { SelectField } from "../forms/SelectField";
import { TextField } from "../forms/TextField";
import { useAsked } from "../hooks/useAsked";
import { useKept } from "../hooks/useKept";
import { FaultNote, FaultOf } from "../operator/works/State";
import { useTerms } from "../hooks/useDesk";
import { partKey } from "../state/store";
import type { BuildingPlan, Floor, PointSpot, Stray } from "./api";
import { usePartName } from "./PlanMark";
import { PlanUpload } from "./PlanUpload";
import { UNPLANNED, type Editing } from "./useEditing";
import { usePlanWords } from "./usePlanWords";

interface Props {
  plan: BuildingPlan;
  floor: Floor;
  editing: Editing;
  again: () => void;
}

const metres = (value: number) => String(Math.round(value * 100) / 100);

/** Where the picked device stands, by numbers. */
function PlaceForm({ floor, editing, point, at }: Omit<Props, "plan" | "again"> & { point: PointSpot; at: [number, number] }) {
  const { t } = usePlanWords();
  const nameOf = usePartName();
  const [x, setX] = useState(metres(at[0]));
  const [y, setY] = useState(metres(at[1]));
  const bounds = { type: "number", step: "0.01", min: 0, required: true } as const;
  return (
    <form
      className="plan-place"
      onSubmit={(event) => {
        event.preventDefault();
        void editing.drop(floor.id, { point, x: Number(x), y: Number(y) });
      }}
    >
      <h3>{nameOf(point)}</h3>
      <TextField label={t("edit.x")} {...bounds} max={floor.width_m} value={x} onChange={setX} />
      <TextField label={t("edit.y")} {...bounds} max={floor.depth_m} value={y} onChange={setY} />
      <button type="submit" className="button strong">
        {t("edit.save")}
      </button>
      {point.version !== UNPLANNED && point.x_m !== null && (
        <button
          type="button"
          className="button quiet"
          onClick={() => {
            void editing.remove(floor.id, point);
          }}
        >
          {t("edit.remove")}
        </button>
      )}
    </form>
  );
}

/** What can be put on this floor: its own devices without a position, and those that stand on no floor. */
function Waiting({ plan, floor, editing }: Omit<Props, "again">) {
  const { t, speak } = usePlanWords();
  const terms = useTerms();
  const nameOf = usePartName();
  const path = `/buildings/${plan.id}/strays`;
  // Asked anew after every change that was kept; what was known stays until then.
  const asked = useAsked(`${path} ${editing.kept}`, (signal) => get<{ items: Stray[] }>(path, {}, signal));
  const strays = useKept(path, asked.data);
  const points: PointSpot[] = [
    ...floor.points.filter((point) => point.x_m === null),
    ...(strays?.items ?? []).map((stray) => ({
      gateway: stray.gateway,
      part: stray.part,
      name: speak(stray.name) || stray.part,
      component_type: stray.component_type,
      room_id: null,
      x_m: null,
      y_m: null,
      approximate: false,
      version: stray.version ?? UNPLANNED,
    })),
  ];
  if (points.length === 0) {
    return asked.fault ? <FaultOf loaded={asked} /> : <p className="muted">{t("edit.none_waiting")}</p>;
  }
  return (
    <SelectField
      label={t("edit.waiting", { count: points.length })}
      value=""
      onChange={(key) => {
        const point = points.find((each) => partKey(each) === key);
        if (!point) return;
        editing.hold({ point, x: floor.width_m / 2, y: floor.depth_m / 2 });
        // The device has been put in the middle: its mark takes the keys.
        window.requestAnimationFrame(() => {
          window.requestAnimationFrame(() => {
            document.querySelector<HTMLElement>(".plan-mark[data-moving] button")?.focus();
          });
        });
      }}
    >
      <option value="">{t("edit.choose")}</option>
      {points.map((point) => (
        <option key={partKey(point)} value={partKey(point)}>
          {nameOf(point)} · {terms.term(point.component_type)} · {point.part}
        </option>
      ))}
    </SelectField>
  );
}

/** What can be done to a floor's plan: devices put, moved and taken off, and the drawing itself. */
export function PlanEditor({ plan, floor, editing, again }: Props) {
  const { t } = usePlanWords();
  const { picked, draft, done } = editing;
  const point = draft?.point ?? picked;
  const known = point && floor.points.find((each) => partKey(each) === partKey(point));
  const fresh = known && known.version >= point.version ? known : point;
  const at: [number, number] = draft
    ? [draft.x, draft.y]
    : [fresh?.x_m ?? floor.width_m / 2, fresh?.y_m ?? floor.depth_m / 2];
  return (
    <div className="plan-editor" data-testid="plan-editor">
      <p className="plan-hint">{t("edit.hint")}</p>
      <p className="plan-done" role="status">
        {done === "moved" && t("edit.moved")}
        {done === "removed" && t("edit.removed")}
      </p>
      {editing.fault && <FaultNote fault={editing.fault} />}
      {fresh && (
        <PlaceForm
          key={`${partKey(fresh)} ${at.join()} ${fresh.version}`}
          floor={floor}
          editing={editing}
          point={fresh}
          at={at}
        />
      )}
      <Waiting plan={plan} floor={floor} editing={editing} />
      <PlanUpload plan={plan} floor={floor} again={again} />
    </div>
  );
}
