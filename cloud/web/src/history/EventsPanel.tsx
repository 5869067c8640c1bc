import { useState } from "react";

import { useKept } from "../hooks/useKept";
import { Panel } from "../operator/works/Page";
import { FaultOf, State } from "../operator/works/State";
import { useData } from "../operator/useData";
import type { HistoryEvents } from "./api";
import { EventTable } from "./EventTable";
import type { Span } from "./span";
import { useHistoryWords } from "./useHistoryWords";

const LIMIT = 25;

interface Props {
  title: string;
  whose: { gateway?: string; part?: string; organisation?: number };
  span: Span;
  /** Says which span it is, where it goes with the time: a page that was turned to stays turned to. */
  named?: string | null;
  kind?: string | null;
}

/** The events of a span, newest first, and older ones page by page. Another span or kind begins with its first page. */
export function EventsPanel({ title, whose, span, named = null, kind = null }: Props) {
  const { t } = useHistoryWords();
  const list = JSON.stringify([whose, named ?? span, kind]);
  const [turned, setTurned] = useState<{ list: string; cursors: readonly string[] }>({ list, cursors: [] });
  const cursors = turned.list === list ? turned.cursors : [];
  const turn = (to: readonly string[]) => {
    setTurned({ list, cursors: to });
  };
  const loaded = useData<HistoryEvents>("/history/events", {
    ...whose,
    link: whose.part === undefined ? undefined : true,
    start: Math.floor(span.from),
    end: Math.ceil(span.to),
    kinds: kind ?? undefined,
    cursor: cursors.at(-1),
    limit: LIMIT,
  });
  const data = useKept(list, loaded.data);
  const events = data?.items ?? [];
  const next = data?.next ?? null;
  return (
    <Panel title={title} className="hi-events">
      {events.length > 0 ? (
        <>
          <FaultOf loaded={loaded} />
          <EventTable caption={title} events={events} places={whose.part === undefined} />
        </>
      ) : (
        <State loaded={{ ...loaded, data }} empty what={t("event.none")} />
      )}
      {(cursors.length > 0 || next !== null) && (
        <div className="op-paging">
          {cursors.length > 0 && (
            <button
              type="button"
              className="button quiet"
              onClick={() => {
                turn(cursors.slice(0, -1));
              }}
            >
              {t("event.newer")}
            </button>
          )}
          {next !== null && (
            <button
              type="button"
              className="button"
              onClick={() => {
                turn([...cursors, next]);
              }}
            >
              {t("event.older")}
            </button>
          )}
        </div>
      )}
    </Panel>
  );
}
