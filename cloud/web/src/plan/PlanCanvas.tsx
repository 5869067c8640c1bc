import { useMemo, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from "react";

import { Icon } from "../components/Icon";
import { partKey } from "../state/store";
import type { Floor, PointSpot } from "./api";
import type { Mark } from "./marks";
import { PlanDrawing } from "./PlanDrawing";
import { PlanMark } from "./PlanMark";
import { usePlanWords } from "./usePlanWords";
import { STEP, useViewport } from "./useViewport";
import { dragged, next, toPlan, toScreen, worded, type Direction } from "./viewport";

/** A device that is being moved, and where to. */
export interface Draft {
  point: PointSpot;
  x: number;
  y: number;
}

interface Props {
  floor: Floor;
  markOf: (point: PointSpot) => Mark;
  rankOf: (kind: string) => number;
  selected: string | null;
  /** Null: the plan is looked at, not edited. */
  draft: Draft | null;
  editing: boolean;
  onChoose: (point: PointSpot) => void;
  onDraft: (draft: Draft | null) => void;
  onDrop: (draft: Draft) => void;
  children?: ReactNode;
}

const MARK_PX = 28;
const LEAST_PX = 13;
/** A detector's mark covers about so many metres of a plan seen from afar. */
const MARK_M = 1.5;
const PAN_PX = 60;
const NUDGE_M = 0.5;
const FINE_M = 0.1;

const isArrow = (key: string): key is Direction => key.startsWith("Arrow");
const AHEAD: Record<Direction, [number, number]> = {
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

/** The plan with its devices: moved and zoomed by wheel, pinch, buttons and keys; a device is reached by arrows. */
export function PlanCanvas(props: Props) {
  const { floor, markOf, rankOf, selected, draft, editing, onChoose, onDraft, onDrop, children } = props;
  const { t } = usePlanWords();
  const plan = { width: floor.width_m, height: floor.depth_m };
  const { setCanvas, handlers, view, size, change, zoom, fit, place, wasDragged } = useViewport(plan);
  const [reached, setReached] = useState<string | null>(null);
  const list = useRef<HTMLUListElement>(null);

  const rooms = useMemo(() => new Map(floor.rooms.map((room) => [room.id, room.name])), [floor]);
  const placed = floor.points.filter((point) => point.x_m !== null && point.y_m !== null);
  const moving = draft ? partKey(draft.point) : null;
  if (draft && !placed.some((point) => partKey(point) === moving)) placed.push(draft.point);
  const spots = placed.map((point): [number, number] =>
    draft && partKey(point) === moving ? [draft.x, draft.y] : [point.x_m ?? 0, point.y_m ?? 0],
  );
  const entry = placed.some((point) => partKey(point) === reached)
    ? reached
    : (selected ?? (placed[0] ? partKey(placed[0]) : null));

  const clamp = (x: number, y: number) => ({
    x: Math.min(plan.width, Math.max(0, x)),
    y: Math.min(plan.height, Math.max(0, y)),
  });
  const spotOf = (event: PointerEvent) => {
    const at = place(event);
    const on = toPlan(view, size, at.x, at.y);
    return clamp(on.x, on.y);
  };
  const bringIntoView = (index: number) => {
    const [x, y] = spots[index] ?? [0, 0];
    const at = toScreen(view, size, x, y);
    const outside = at.x < 10 || at.y < 10 || at.x > size.width - 10 || at.y > size.height - 10;
    if (outside && size.width > 0) change((before) => ({ ...before, x, y }));
  };
  const reach = (index: number) => {
    const point = placed[index];
    if (!point) return;
    bringIntoView(index);
    list.current?.querySelectorAll("button")[index]?.focus({ preventScroll: true });
  };

  const viewKeys = (event: KeyboardEvent): boolean => {
    if (event.key === "+" || event.key === "=") zoom(STEP);
    else if (event.key === "-") zoom(1 / STEP);
    else if (event.key === "0") fit();
    else if (isArrow(event.key)) {
      const [right, up] = AHEAD[event.key];
      change((before) => dragged(before, -right * PAN_PX, up * PAN_PX));
    } else return false;
    return true;
  };
  const nudge = (event: KeyboardEvent, point: PointSpot, index: number) => {
    const [x, y] = spots[index] ?? [0, 0];
    const step = event.shiftKey ? FINE_M : NUDGE_M;
    const [right, up] = AHEAD[event.key as Direction];
    onDraft({ point, ...clamp(x + right * step, y + up * step) });
  };
  const markKeys = (event: KeyboardEvent, point: PointSpot, index: number): boolean => {
    const held = draft && moving === partKey(point);
    if (editing && isArrow(event.key) && (held || selected === partKey(point))) nudge(event, point, index);
    else if (held && event.key === "Enter") onDrop(draft);
    else if (held && event.key === "Escape") onDraft(null);
    else if (isArrow(event.key) && !event.shiftKey) reach(next(spots, index, event.key));
    else return viewKeys(event);
    return true;
  };
  const stop = (event: KeyboardEvent, done: boolean) => {
    if (!done) return;
    event.preventDefault();
    event.stopPropagation();
  };

  const drag = (point: PointSpot, index: number) => ({
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0 || !event.isPrimary) return;
      event.stopPropagation();
      const [x, y] = spots[index] ?? [0, 0];
      const begin = spotOf(event);
      const button = event.currentTarget;
      let last: Draft | null = null;
      button.setPointerCapture(event.pointerId);
      const move = (moved: Event) => {
        const to = spotOf(moved as unknown as PointerEvent);
        const far = Math.hypot(to.x - begin.x, to.y - begin.y) * view.scale;
        if (!last && far < 5) return;
        last = { point, ...clamp(x + to.x - begin.x, y + to.y - begin.y) };
        onDraft(last);
      };
      const end = (ended: Event) => {
        button.removeEventListener("pointermove", move);
        button.removeEventListener("pointerup", end);
        button.removeEventListener("pointercancel", end);
        if (!last) return;
        // Taken away by the browser, it was not let go of by a person: the device stays where it was.
        if (ended.type === "pointerup") onDrop(last);
        else onDraft(null);
      };
      button.addEventListener("pointermove", move);
      button.addEventListener("pointerup", end);
      button.addEventListener("pointercancel", end);
    },
  });

  const markPx = Math.max(LEAST_PX, Math.min(MARK_PX, MARK_M * view.scale));
  const seen = spots.map(([x, y]) => toScreen(view, size, x, y));
  const marks = placed.map((point) => markOf(point));
  const worthy = worded(
    marks.map((mark, index) => ({
      x: seen[index]?.x ?? 0,
      y: seen[index]?.y ?? 0,
      rank: mark.kind === null ? null : mark.first ? -1 : rankOf(mark.kind),
    })),
  );
  const closer = (factor: number) => () => {
    zoom(factor);
  };
  const tools = [
    { icon: "plus", text: t("zoom.in"), act: closer(STEP) },
    { icon: "minus", text: t("zoom.out"), act: closer(1 / STEP) },
    { icon: "whole", text: t("zoom.fit"), act: fit },
  ] as const;
  return (
    <div
      id="plan-canvas"
      role="tabpanel"
      aria-labelledby={`plan-floor-${floor.id}`}
      className="plan-canvas"
      data-testid="plan-canvas"
      data-paper={floor.plan ? "" : undefined}
      data-editing={editing || undefined}
      ref={setCanvas}
      {...handlers}
      onPointerUp={(event) => {
        handlers.onPointerUp(event);
        const onMark = event.target instanceof Element && event.target.closest("button");
        if (draft && editing && !onMark && !wasDragged()) onDrop({ ...draft, ...spotOf(event) });
      }}
    >
      {size.width > 0 && (
        <>
          <PlanDrawing floor={floor} view={view} size={size} />
          <ul className="plan-marks" aria-label={t("devices")} ref={list}>
            {placed.map((point, index) => {
              const mark = marks[index];
              const key = partKey(point);
              if (!mark) return null;
              return (
                <PlanMark
                  key={key}
                  point={point}
                  mark={mark}
                  room={point.room_id === null ? undefined : rooms.get(point.room_id)}
                  at={seen[index] ?? { x: 0, y: 0 }}
                  worded={worthy.has(index)}
                  sizePx={mark.kind || key === moving ? MARK_PX : markPx}
                  reachable={entry === key}
                  selected={selected === key}
                  moving={moving === key}
                  onChoose={() => {
                    if (!wasDragged()) onChoose(point);
                  }}
                  onReach={() => {
                    setReached(key);
                    bringIntoView(index);
                  }}
                  onKeyDown={(event) => {
                    stop(event, markKeys(event, point, index));
                  }}
                  {...(editing ? drag(point, index) : {})}
                />
              );
            })}
          </ul>
          {placed.length === 0 && <p className="plan-bare">{t("bare")}</p>}
        </>
      )}
      <div className="plan-zoom" role="group" aria-label={t("zoom.label")}>
        {tools.map(({ icon, text, act }) => (
          <button
            key={icon}
            type="button"
            className="icon-button"
            aria-label={text}
            title={text}
            onClick={act}
            onKeyDown={(event) => {
              stop(event, viewKeys(event));
            }}
          >
            <Icon name={icon} />
          </button>
        ))}
      </div>
      {children}
    </div>
  );
}
