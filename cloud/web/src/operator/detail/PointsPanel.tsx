import { useState } from "react";

import type { Term } from "../../api/types";
import { deviceHistoryHref } from "../../history/links";
import { useData } from "../useData";
import { Moment } from "../works/Moment";
import { State } from "../works/State";
import { Table, type Column } from "../works/Table";
import { useWords } from "../words/useWords";

interface PointOut {
  id: number;
  gateway: string;
  part: string;
  name: string;
  system_type: Term;
  component_type: Term;
  last_heard: number | null;
}

const LIMIT = 50;

/** The points planned for an organisation, and when each was last heard. */
export function PointsPanel({ organisation }: { organisation: number }) {
  const { t, speak } = useWords();
  const [after, setAfter] = useState(0);
  const loaded = useData<{ items: PointOut[]; next: number | null }>(
    `/organisations/${organisation}/points`,
    { after, limit: LIMIT },
  );
  const rows = loaded.data?.items ?? [];
  if (rows.length === 0) return <State loaded={loaded} empty what={t("points.none")} />;
  const columns: Column<PointOut>[] = [
    { key: "name", head: t("points.name"), cell: (row) => row.name },
    { key: "type", head: t("points.type"), cell: (row) => speak(row.component_type) },
    {
      key: "part",
      head: t("column.part"),
      cell: (row) => (
        <a className="code" href={deviceHistoryHref(row.gateway, row.part)}>
          {row.gateway} {row.part}
        </a>
      ),
    },
    {
      key: "heard",
      head: t("column.last_seen"),
      number: true,
      cell: (row) =>
        row.last_heard === null ? <span data-bad>{t("points.never")}</span> : <Moment at={row.last_heard} />,
    },
  ];
  const next = loaded.data?.next ?? null;
  return (
    <>
      <Table
        caption={t("organisation.its_points")}
        columns={columns}
        rows={rows}
        rowKey={({ id }) => id}
      />
      <div className="op-paging">
        {after > 0 && (
          <button
            type="button"
            className="button quiet"
            onClick={() => {
              setAfter(0);
            }}
          >
            {t("paging.first")}
          </button>
        )}
        {next !== null && (
          <button
            type="button"
            className="button"
            onClick={() => {
              setAfter(next);
            }}
          >
            {t("paging.next")}
          </button>
        )}
      </div>
    </>
  );
}
