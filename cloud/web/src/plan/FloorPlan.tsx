import "../styles/plan.css";

import { useMemo, useState } from "react";

import { Icon } from "../components/Icon";
import type { Alarm } from "../api/types";
import { useDesk } from "../hooks/useDesk";
import { useNow } from "../hooks/useNow";
import { FaultOf } from "../operator/works/State";
import { useMay } from "../shell/useMe";
import { firstFire } from "../state/ordering";
import { partKey } from "../state/store";
import type { Floor, PointSpot } from "./api";
import { FloorTabs } from "./FloorTabs";
import { alarmsByPart, floorByItself, floorOfPart, markOf, stateOfFloor, type FloorState } from "./marks";
import { PlanCanvas } from "./PlanCanvas";
import { PlanEditor } from "./PlanEditor";
import { usePartName } from "./PlanMark";
import { useEditing } from "./useEditing";
import { usePlan } from "./usePlan";
import { usePlanWords } from "./usePlanWords";

interface Props {
  ordered: readonly Alarm[];
  /** The alarm whose details are open. */
  opened: number | null;
  onAlarm: (id: number) => void;
  onPart: (point: { gateway: string; part: string }) => void;
}

/** What the person has chosen to look at; until then the plan follows the first fire. */
interface Choice {
  building: number;
  floor: number | null;
}

/** Devices of this floor of which nobody has said where on it they stand. */
function Unplaced({ floor, onChoose }: { floor: Floor; onChoose: (point: PointSpot) => void }) {
  const { t } = usePlanWords();
  const nameOf = usePartName();
  const points = floor.points.filter((point) => point.x_m === null);
  if (points.length === 0) return null;
  return (
    <div className="plan-unplaced">
      <h3>{t("unplaced")}</h3>
      <ul>
        {points.map((point) => (
          <li key={partKey(point)}>
            <button
              type="button"
              className="button quiet"
              onClick={() => {
                onChoose(point);
              }}
            >
              {nameOf(point)}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The building floor by floor, with every device where it stands and how it is. */
export function FloorPlan({ ordered, opened, onAlarm, onPart }: Props) {
  const { t } = usePlanWords();
  const { state, ranks } = useDesk();
  const mayEdit = useMay("edit-registry");
  const now = useNow(state.offset);
  const first = firstFire(ordered);
  const [choice, setChoice] = useState<Choice | null>(null);
  const [folded, setFolded] = useState(false);
  const { names, told, plan, failed, again, elsewhere } = usePlan(first, choice?.building ?? null);
  const [followed, setFollowed] = useState(opened);
  const [picked, setPicked] = useState<string | null>(null);
  const floors = useMemo(() => plan?.floors ?? [], [plan]);
  const byPart = useMemo(() => alarmsByPart(ordered), [ordered]);
  const states = useMemo(
    () => new Map<number, FloorState>(floors.map((floor) => [floor.id, stateOfFloor(floor, byPart, first, ranks)])),
    [floors, byPart, first, ranks],
  );
  const editing = useEditing(again);

  // Opening an alarm is a choice too: the plan goes to where it is, once.
  if (opened !== followed) {
    setFollowed(opened);
    const alarm = opened === null ? undefined : state.alarms.get(opened);
    const floor = alarm && floorOfPart(floors, alarm);
    if (plan && floor && !editing.on) setChoice({ building: plan.id, floor: floor.id });
    if (alarm) setPicked(partKey(alarm));
  }

  const shown = floors.find((floor) => floor.id === choice?.floor) ?? floorByItself(floors, first);
  const choose = (floor: number) => {
    if (plan) setChoice({ building: plan.id, floor });
    editing.pick(null);
  };
  const firstFloor = first ? floorOfPart(floors, first) : undefined;
  const otherFloor = firstFloor !== undefined && shown !== undefined && firstFloor.id !== shown.id;
  const away = otherFloor || elsewhere !== null;
  const world = { ...state, phase: state.connection.phase, now };

  const open = (point: PointSpot) => {
    setPicked(partKey(point));
    if (editing.on) {
      editing.pick(point);
      return;
    }
    const alarm = markOf(point, world, byPart, first, ranks).alarm;
    if (alarm) onAlarm(alarm.id);
    else onPart(point);
  };
  if (names.length === 0) {
    return (
      <section className="plan" data-view="plan" data-empty={failed.fault ? undefined : ""} aria-labelledby="plan-title">
        <div className="section-head">
          <h2 id="plan-title">{t("title")}</h2>
        </div>
        <FaultOf loaded={failed} />
        {!failed.fault && <p className="empty">{told ? t("none") : t("reading")}</p>}
      </section>
    );
  }
  return (
    <section
      className="plan"
      data-view="plan"
      data-testid="floor-plan"
      data-folded={folded || undefined}
      data-editing={editing.on || undefined}
      aria-labelledby="plan-title"
    >
      <div className="section-head">
        <h2 id="plan-title">{t("title")}</h2>
        {names.length > 1 ? (
          <select
            className="plan-building"
            aria-label={t("building")}
            value={plan?.id ?? ""}
            onChange={(event) => {
              setChoice({ building: Number(event.target.value), floor: null });
            }}
          >
            {names.map((building) => (
              <option key={building.id} value={building.id}>
                {building.name}
              </option>
            ))}
          </select>
        ) : (
          <span className="muted">{plan?.name}</span>
        )}
        <div className="section-tools">
          {mayEdit && !folded && shown && (
            <button
              type="button"
              className="button quiet"
              aria-pressed={editing.on}
              onClick={editing.toggle}
            >
              {editing.on ? t("edit.end") : t("edit.begin")}
            </button>
          )}
          <button
            type="button"
            className="icon-button plan-fold"
            aria-expanded={!folded}
            aria-label={folded ? t("unfold") : t("fold")}
            title={folded ? t("unfold") : t("fold")}
            onClick={() => {
              setFolded(!folded);
            }}
          >
            <Icon name={folded ? "up" : "down"} />
          </button>
        </div>
      </div>
      <FaultOf loaded={failed} />
      {!folded && plan && shown && (
        <>
          <div className="plan-bar">
            <FloorTabs floors={floors} states={states} shown={shown.id} onChoose={choose} />
            {away && (
              <button
                type="button"
                className="button plan-away"
                onClick={() => {
                  setChoice(null);
                }}
              >
                {t("away")}
              </button>
            )}
          </div>
          <div className="plan-body">
          <PlanCanvas
            key={shown.id}
            floor={shown}
            markOf={(point) => markOf(point, world, byPart, first, ranks)}
            rankOf={(kind) => ranks.get(kind) ?? 99}
            selected={editing.on ? (editing.picked && partKey(editing.picked)) : picked}
            draft={editing.draft}
            editing={editing.on}
            onChoose={open}
            onDraft={editing.hold}
            onDrop={(draft) => {
              void editing.drop(shown.id, draft);
            }}
          />
          {editing.on ? (
            <PlanEditor key={`edit ${shown.id}`} plan={plan} floor={shown} editing={editing} again={again} />
          ) : (
            <Unplaced floor={shown} onChoose={open} />
          )}
          </div>
        </>
      )}
    </section>
  );
}
