import type { KeyboardEvent, PointerEvent } from "react";

import { KindIcon } from "../components/KindIcon";
import { useDesk, useSay, useTerms } from "../hooks/useDesk";
import { partKey } from "../state/store";
import type { PointSpot } from "./api";
import { pathOf } from "./deviceIcons";
import type { Mark } from "./marks";
import { usePlanWords } from "./usePlanWords";

interface Props {
  point: PointSpot;
  mark: Mark;
  room: string | undefined;
  at: { x: number; y: number };
  /** Small where the plan is far away; what is in alarm never is. */
  sizePx: number;
  /** Whether its word has room below it; it is always in what is read out. */
  worded: boolean;
  reachable: boolean;
  selected: boolean;
  moving: boolean;
  onChoose: () => void;
  onReach: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
  onPointerDown?: ((event: PointerEvent) => void) | undefined;
}

/** What a person calls it: as its gateway names it in their language, else as it was planned. */
export function usePartName() {
  const { state } = useDesk();
  const speak = useSay();
  return (point: { gateway: string; part: string; name: string }) => {
    const device = state.parts.get(partKey(point))?.device;
    const told = device ? speak(device) : "";
    return told || point.name || point.part;
  };
}

/** One device on the plan: what it is by its drawing, how it is by frame, sign and word. */
export function PlanMark({
  point,
  mark,
  room,
  at,
  sizePx,
  worded,
  reachable,
  selected,
  moving,
  onChoose,
  onReach,
  onKeyDown,
  onPointerDown,
}: Props) {
  const { t } = usePlanWords();
  const terms = useTerms();
  const nameOf = usePartName();
  const name = nameOf(point);
  const word = mark.kind ? terms.kind(mark.kind) : null;
  const state = [
    mark.first ? t("mark.first") : null,
    word,
    mark.alarm && mark.raised ? t("mark.raised") : null,
    mark.unheard ? t("mark.unheard") : mark.sure ? (word ? null : t("mark.quiet")) : t("mark.doubtful"),
    point.approximate ? t("mark.approximate") : null,
  ].filter((each) => each !== null);
  const label = [name, room, terms.term(point.component_type), ...state].filter(Boolean).join(t("mark.comma"));
  return (
    <li
      className="plan-mark"
      data-kind={mark.kind ?? undefined}
      data-first={mark.first || undefined}
      data-raised={mark.raised || undefined}
      data-doubtful={!mark.sure || undefined}
      data-approximate={point.approximate || undefined}
      data-moving={moving || undefined}
      style={{ transform: `translate(${at.x}px, ${at.y}px)`, ["--size" as string]: `${sizePx}px` }}
    >
      <button
        type="button"
        data-testid="plan-mark"
        data-part={point.part}
        data-gateway={point.gateway}
        tabIndex={reachable ? 0 : -1}
        aria-label={label}
        aria-current={selected || undefined}
        title={label}
        onClick={onChoose}
        onFocus={onReach}
        onKeyDown={onKeyDown}
        onPointerDown={onPointerDown}
      >
        <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
          <path d={pathOf(point.component_type.code)} />
        </svg>
        {mark.kind && (
          <span className="plan-sign">
            <KindIcon kind={mark.kind} />
          </span>
        )}
        {!mark.kind && !mark.sure && (
          <span className="plan-sign plan-doubt" aria-hidden="true">
            ?
          </span>
        )}
      </button>
      {word && worded && (
        <span className="plan-word" aria-hidden="true">
          {mark.first && <strong className="first-mark">{t("mark.first")}</strong>} {word}
        </span>
      )}
    </li>
  );
}
