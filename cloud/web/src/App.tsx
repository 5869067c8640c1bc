import { useEffect, useMemo, useSyncExternalStore } from "react";

import { Desk } from "./components/Desk";
import { LoadScreen } from "./components/LoadScreen";
import { useDecisions } from "./hooks/useDecisions";
import { DeskContext, type Desk as DeskValue } from "./hooks/useDesk";
import type { Session } from "./live/session";
import { useOpenAlarms } from "./room/useOpenAlarms";
import { ranksOf } from "./state/ordering";

/** The page: a load screen until something is known, then the desk. */
export function App({ session }: { session: Session }) {
  const view = useSyncExternalStore(session.subscribe, session.current);
  const decisions = useDecisions(session);
  useEffect(() => session.start(), [session]);

  const { vocabulary, state, epoch } = view;
  const ranks = useMemo(() => ranksOf(vocabulary?.kinds ?? []), [vocabulary]);
  const open = useOpenAlarms(state.alarms, state.offset);
  if (!vocabulary || !state.known) {
    return <LoadScreen phase={view.load} onRetry={() => void session.load()} />;
  }
  const { busy, acknowledge, verify, close, inTheirName } = decisions;
  const decide = { busy, acknowledge, verify, close, inTheirName };
  const desk: DeskValue = { session, state, open, epoch, vocabulary, ranks, ...decide };
  return (
    <DeskContext value={desk}>
      <Desk decisions={decisions} />
    </DeskContext>
  );
}
