import { useId } from "react";

import { Icon } from "../../components/Icon";
import { Panel } from "../../operator/works/Page";
import { FaultNote } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { letterHref } from "../links";
import type { Batch, Result } from "../parts/useBatch";
import { useExchangeWords } from "../useExchangeWords";

/** How far work on many letters has come, and what came of each. */
export function BatchPanel({ batch }: { batch: Batch }) {
  const { t, number, speak } = useExchangeWords();
  const told = useId();
  const { total, results, state, fault } = batch;
  if (state === "idle") return null;
  const done = results.filter((each) => each.done).length;
  const columns: Column<Result>[] = [
    { key: "id", head: t("batch.letter"), cell: (row) => <a href={letterHref(row.id)}>#{row.id}</a> },
    {
      key: "result",
      head: t("batch.result"),
      cell: (row) => (
        <span className="link-state" data-link={row.done ? "online" : "silent"}>
          <Icon name={row.done ? "check" : "cross"} />
          {t(row.done ? "batch.done" : "batch.refused")}
        </span>
      ),
    },
    { key: "why", head: t("letters.reason"), cell: (row) => <span className="ex-reason">{speak(row)}</span> },
  ];
  // What was refused is what somebody must look at.
  const listed = [...results].sort((a, b) => Number(a.done) - Number(b.done) || a.id - b.id);
  return (
    <Panel
      title={t(`batch_state.${state}`)}
      tools={
        state === "running" ? (
          <button type="button" className="button" onClick={batch.stop}>
            {t("batch.stop")}
          </button>
        ) : (
          <button type="button" className="button quiet" onClick={batch.clear}>
            {t("batch.clear")}
          </button>
        )
      }
    >
      <div className="op-progress ex-text">
        <progress value={results.length} max={Math.max(total, 1)} aria-labelledby={told} />
        <p id={told} role="status" className="num">
          {total === 0
            ? t("batch.nothing")
            : t("batch.so_far", {
                at: number(results.length),
                total: number(total),
                done: number(done),
                refused: number(results.length - done),
              })}
        </p>
      </div>
      {fault && <FaultNote fault={fault} />}
      {results.length > 0 && state !== "running" && (
        <div className="ex-results">
          <Table caption={t("batch.results")} columns={columns} rows={listed} rowKey={({ id }) => id} />
        </div>
      )}
    </Panel>
  );
}
