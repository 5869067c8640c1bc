import "../../styles/plan.css";

import { useEffect, useMemo, useState, useSyncExternalStore } from "react";

import { DeskContext, type Desk } from "../../hooks/useDesk";
import { useNow } from "../../hooks/useNow";
import { Session } from "../../live/session";
import { useData } from "../../operator/useData";
import { State } from "../../operator/works/State";
import type { BuildingPlan } from "../../plan/api";
import { FloorTabs } from "../../plan/FloorTabs";
import { alarmsByPart, floorByItself, markOf, stateOfFloor } from "../../plan/marks";
import { PlanCanvas } from "../../plan/PlanCanvas";
import { firstFire, inOrder, ranksOf } from "../../state/ordering";
import { goTo } from "../../shell/useRoute";
import { hrefOf } from "../../shell/route";
import { useDispatchWords } from "../useDispatchWords";

const nothing = () => undefined;
const NOBODY: Pick<Desk, "busy" | "acknowledge" | "verify" | "close" | "inTheirName"> = {
  busy: new Set(),
  acknowledge: nothing,
  verify: nothing,
  close: nothing,
  inTheirName: nothing,
};

/** The building floor by floor with every device as it is; it is looked at here, and decided on in the control room. */
export function SitePlan({ building, organisation }: { building: number; organisation: number }) {
  const { t } = useDispatchWords();
  const [session] = useState(() => new Session({ organisation: String(organisation) }));
  useEffect(() => session.start(), [session]);
  const { vocabulary, state, epoch } = useSyncExternalStore(session.subscribe, session.current);
  const plan = useData<BuildingPlan>(`/buildings/${building}/plan`);
  const now = useNow(state.offset);
  const [floor, setFloor] = useState<number | null>(null);
  const ranks = useMemo(() => ranksOf(vocabulary?.kinds ?? []), [vocabulary]);
  const open = useMemo(() => inOrder(state.alarms.values(), ranks), [state.alarms, ranks]);
  if (!plan.data) return <State loaded={plan} />;
  const { floors } = plan.data;
  if (floors.length === 0) return <p className="empty">{t("plan.none")}</p>;
  if (!vocabulary) {
    return (
      <p role="status" className="empty">
        {t("loading")}
      </p>
    );
  }
  const first = firstFire(open);
  const byPart = alarmsByPart(open);
  const shown = floors.find(({ id }) => id === floor) ?? floorByItself(floors, first);
  const world = { ...state, phase: state.connection.phase, now };
  return (
    <DeskContext value={{ session, state, open: state.alarms, epoch, vocabulary, ranks, ...NOBODY }}>
      <div className="dp-plan" data-testid="site-plan">
        <FloorTabs
          floors={floors}
          states={new Map(floors.map((each) => [each.id, stateOfFloor(each, byPart, first, ranks)]))}
          shown={shown?.id ?? 0}
          onChoose={setFloor}
        />
        {shown && (
          <PlanCanvas
            key={shown.id}
            floor={shown}
            markOf={(point) => markOf(point, world, byPart, first, ranks)}
            rankOf={(kind) => ranks.get(kind) ?? 99}
            selected={null}
            draft={null}
            editing={false}
            onChoose={({ gateway }) => {
              goTo(hrefOf([], { gateway }));
            }}
            onDraft={nothing}
            onDrop={nothing}
          />
        )}
      </div>
    </DeskContext>
  );
}
