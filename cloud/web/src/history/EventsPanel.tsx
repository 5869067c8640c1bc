import { useState } from "react";

import { Panel } from "../operator/works/Page";
import { State } from "../operator/works/State";
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
  kind?: string | null;
}

/** The events of a span, newest first, and older ones page by page. */
export function EventsPanel(props: Props) {
  // Another span or kind begins with its first page.
  const key = JSON.stringify([props.whose, props.span, props.kind]);
  return <Pages key={key} {...props} />;
}

function Pages({ title, whose, span, kind = null }: Props) {
  const { t } = useHistoryWords();
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const loaded = useData<HistoryEvents>("/history/events", {
    ...whose,
    link: whose.part === undefined ? undefined : true,
    start: Math.floor(span.from),
    end: Math.ceil(span.to),
    kinds: kind ?? undefined,
    cursor: cursors.at(-1),
    limit: LIMIT,
  });
  const events = loaded.data?.items ?? [];
  const next = loaded.data?.next ?? null;
  return (
    <Panel title={title} className="hi-events">
      {events.length > 0 ? (
        <EventTable caption={title} events={events} places={whose.part === undefined} />
      ) : (
        <State loaded={loaded} empty what={t("event.none")} />
      )}
      {(cursors.length > 0 || next !== null) && (
        <div className="op-paging">
          {cursors.length > 0 && (
            <button
              type="button"
              className="button quiet"
              onClick={() => {
                setCursors(cursors.slice(0, -1));
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
                setCursors([...cursors, next]);
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
