import { useState } from "react";

import type { Label } from "../../api/types";
import { useVocabularyData } from "../../hooks/useVocabularyData";
import { formatTime } from "../../time/format";
import { gatewayHref } from "../links";
import { useData } from "../useData";
import { State } from "../works/State";
import { Table, type Column } from "../works/Table";
import { useWords } from "../words/useWords";

interface EventOut {
  id: number;
  gateway: string;
  part: string;
  kind: string;
  active: boolean;
  text: string;
  device: Label;
  place: Label;
  ts_cloud: number;
  clock_doubtful: boolean;
}

const LIMIT = 20;

/** The newest events of a gateway or an organisation, and older ones page by page. */
export function EventsPanel({ gateway, organisation }: { gateway?: string; organisation?: number }) {
  const { t, language, speak } = useWords();
  const [before, setBefore] = useState<number | undefined>();
  const vocabulary = useVocabularyData();
  const loaded = useData<{ items: EventOut[]; next: number | null }>("/fleet/events", {
    gateway,
    organisation,
    before,
    limit: LIMIT,
  });
  const kind = (name: string) =>
    speak(vocabulary.data?.kinds.find((term) => term.kind === name) ?? { zh: name, en: name });
  const rows = loaded.data?.items ?? [];
  const columns: Column<EventOut>[] = [
    { key: "at", head: t("column.time"), cell: (row) => formatTime(row.ts_cloud, "daytime", language) },
    {
      key: "kind",
      head: t("column.kind"),
      cell: (row) => (
        <>
          {kind(row.kind)} <span className="muted">{t(row.active ? "events.came" : "events.went")}</span>
        </>
      ),
    },
    {
      key: "place",
      head: t("column.place"),
      cell: (row) => (
        <>
          {speak(row.place)} <span className="muted">{speak(row.device)}</span>
        </>
      ),
    },
    {
      key: "part",
      head: t("column.part"),
      extra: true,
      cell: (row) =>
        gateway === undefined ? (
          <a className="code" href={gatewayHref(row.gateway)}>
            {row.gateway} {row.part}
          </a>
        ) : (
          <span className="code">{row.part}</span>
        ),
    },
    { key: "text", head: t("column.text"), extra: true, cell: (row) => row.text },
  ];
  if (rows.length === 0) return <State loaded={loaded} empty what={t("events.none")} />;
  return (
    <>
      <Table caption={t("events.title")} columns={columns} rows={rows} rowKey={({ id }) => id} />
      <div className="op-paging">
        {before !== undefined && (
          <button
            type="button"
            className="button quiet"
            onClick={() => {
              setBefore(undefined);
            }}
          >
            {t("events.newest")}
          </button>
        )}
        {loaded.data?.next != null && (
          <button
            type="button"
            className="button"
            onClick={() => {
              setBefore(loaded.data?.next ?? undefined);
            }}
          >
            {t("events.older")}
          </button>
        )}
      </div>
    </>
  );
}
