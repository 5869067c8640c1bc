import { useState } from "react";

import { useVocabularyData } from "../../hooks/useVocabularyData";
import { Icon } from "../../components/Icon";
import { useData } from "../../operator/useData";
import { State } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { formatNumber } from "../../time/format";
import { useAccessWords } from "../useAccessWords";
import type { ReadObject, Request, RequestState } from "./api";

const LIMIT = 20;
const LINK: Record<RequestState, string> = { waiting: "waiting", done: "online", unanswered: "silent", failed: "silent" };

/** What a read-back brought: each component with its states and values, and what the device said besides. */
function Said({ objects, notes, rest }: { objects: readonly ReadObject[]; notes: readonly string[]; rest: string }) {
  const { t, language, speak } = useAccessWords();
  const vocabulary = useVocabularyData().data;
  const state = (name: string) => {
    const found = vocabulary?.states.find((each) => each.state === name) ?? vocabulary?.kinds.find((each) => each.kind === name);
    return found ? speak(found) : name;
  };
  const value = (type: string, amount: number) => {
    const found = vocabulary?.analog_types.find((each) => String(each.code) === type);
    return `${found ? speak(found) : type} ${formatNumber(amount, language, 2)} ${found?.unit ?? ""}`.trim();
  };
  return (
    <details className="ac-said">
      <summary>{t("request.said", { number: objects.length })}</summary>
      <ul>
        {objects.map((one, at) => (
          // Their order is all that tells equal ones apart.
          <li key={at}>
            <span className="code">{[one.source, one.component].filter(Boolean).join(" ")}</span>{" "}
            {[
              one.states.map(state).join(" · ") || t("request.normal"),
              ...Object.entries(one.values).map(([type, amount]) => value(type, amount)),
              one.text,
            ]
              .filter(Boolean)
              .join(", ")}
          </li>
        ))}
        {notes.map((note) => (
          <li key={note} className="muted">
            {note}
          </li>
        ))}
        {rest && <li className="code">{t("request.rest", { bytes: rest })}</li>}
      </ul>
    </details>
  );
}

/** What was asked of a device, newest first: by whom, what came of it, what it said. Asked anew while one waits. */
export function Requests({ device }: { device: number }) {
  const { t, language, moment } = useAccessWords();
  const [before, setBefore] = useState<number | undefined>();
  const loaded = useData<{ requests: Request[]; next: number | null }>(
    `/transmission-devices/${device}/requests`,
    { before, limit: LIMIT },
    3_000,
  );
  const rows = loaded.data?.requests ?? [];
  const columns: Column<Request>[] = [
    { key: "at", head: t("request.at"), cell: (row) => moment(row.asked_at) },
    {
      key: "kind",
      head: t("request.kind"),
      cell: (row) => (
        <>
          {t(`request_kind.${row.kind}`)}
          {typeof row.arguments.code === "number" && (
            <span className="muted ac-line">{`${row.arguments.code} ${t(`read.${String(row.arguments.code) as "61"}`)}`}</span>
          )}
        </>
      ),
    },
    {
      key: "state",
      head: t("request.state"),
      cell: (row) => (
        <span className="link-state" data-link={LINK[row.state]}>
          <Icon name={row.state === "done" ? "check" : row.state === "waiting" ? "question" : "cross"} />
          {t(`request_state.${row.state}`)}
        </span>
      ),
    },
    {
      key: "result",
      head: t("request.result"),
      cell: (row) => (
        <div className="ac-reason">
          {row.text}
          {row.result.offset_ms !== undefined && (
            <span className="muted"> {t("request.offset", { ms: formatNumber(row.result.offset_ms, language, 0) })}</span>
          )}
          {row.result.objects && (
            <Said objects={row.result.objects} notes={row.result.notes ?? []} rest={row.result.rest ?? ""} />
          )}
        </div>
      ),
    },
    { key: "by", head: t("request.by"), extra: true, cell: (row) => row.asked_by },
    {
      key: "answered",
      head: t("request.answered"),
      extra: true,
      cell: (row) => (row.answered_at === null ? "–" : moment(row.answered_at)),
    },
  ];
  if (rows.length === 0) return <State loaded={loaded} empty what={t("request.none")} />;
  const next = loaded.data?.next ?? null;
  return (
    <>
      <Table caption={t("request.history")} columns={columns} rows={rows} rowKey={({ id }) => id} />
      {next !== null && (
        <div className="op-paging">
          <button
            type="button"
            className="button"
            onClick={() => {
              setBefore(next);
            }}
          >
            {t("form.older")}
          </button>
        </div>
      )}
    </>
  );
}
