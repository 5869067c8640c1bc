import type { KeyboardEvent } from "react";

import { KindIcon } from "../components/KindIcon";
import { useTerms } from "../hooks/useDesk";
import type { Floor } from "./api";
import type { FloorState } from "./marks";
import { usePlanWords } from "./usePlanWords";

interface Props {
  floors: readonly Floor[];
  states: ReadonlyMap<number, FloorState>;
  shown: number | undefined;
  onChoose: (floor: number) => void;
}

/** The floors, the highest first; each that has something in alarm says so by sign, number and word. */
export function FloorTabs({ floors, states, shown, onChoose }: Props) {
  const { t, floorName } = usePlanWords();
  const terms = useTerms();
  const listed = [...floors].reverse();
  const move = (event: KeyboardEvent, index: number) => {
    const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    const to = by === undefined ? undefined : listed[index + by];
    if (!to) return;
    event.preventDefault();
    onChoose(to.id);
    document.getElementById(`plan-floor-${to.id}`)?.focus();
  };
  return (
    <div role="tablist" className="plan-floors" aria-label={t("floors")}>
      {listed.map((floor, index) => {
        const state = states.get(floor.id);
        const said = state?.kind
          ? [
              state.first ? t("mark.first") : null,
              t("floor.alarms", { kind: terms.kind(state.kind), count: state.count }),
            ].filter(Boolean)
          : [];
        return (
          <button
            key={floor.id}
            id={`plan-floor-${floor.id}`}
            type="button"
            role="tab"
            aria-selected={floor.id === shown}
            aria-controls="plan-canvas"
            tabIndex={floor.id === shown ? 0 : -1}
            data-kind={state?.kind ?? undefined}
            onClick={() => {
              onChoose(floor.id);
            }}
            onKeyDown={(event) => {
              move(event, index);
            }}
          >
            {floorName(floor)}
            {said.length > 0 && (
              <span className="visually-hidden">{["", ...said].join(t("mark.comma"))}</span>
            )}
            {state?.kind && (
              <span className="plan-floor-mark" aria-hidden="true">
                {state.first && <span className="first-mark">{t("mark.first")}</span>}
                <KindIcon kind={state.kind} />
                <span className="num">{state.count}</span>
              </span>
            )}
          </button>
        );
      })}
    </div>
  );
}
