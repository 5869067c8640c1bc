import { useEffect } from "react";

import { send } from "../../api/client";
import { useChange } from "../../forms/useChange";
import { useData } from "../../operator/useData";
import { FilterBar, FilterSelect } from "../../operator/works/Filters";
import { Paging } from "../../operator/works/Paging";
import { FaultNote, State } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { useRoute } from "../../shell/useRoute";
import type { Delivery } from "../api";
import { deliveryHref, webhookHref } from "../links";
import { useExchangeWords } from "../useExchangeWords";
import { DeliveryMark, LastAnswer } from "./Marks";

const LIMIT = 50;
/** Somebody who has just sent something again waits for it. */
const LOOK_MS = 3_000;
const STATES = ["waiting", "delivered", "dead"] as const;

interface Props {
  /** Those of one webhook; none: of all. */
  webhook?: number | undefined;
  /** What webhooks are called, where they are of several. */
  called?: ReadonlyMap<number, string>;
  /** Filters beside that of the state. */
  children?: React.ReactNode;
  /** Rises when they should be read anew. */
  turn?: number;
  onChange?: () => void;
}

/** What was sent and what came of it, newest first; what is dead can be sent again. */
export function Deliveries({ webhook, called, children, turn = 0, onChange }: Props) {
  const { t, number, moment } = useExchangeWords();
  const { query } = useRoute();
  const loaded = useData<{ items: Delivery[]; more: boolean }>(
    "/deliveries",
    { webhook, state: query.state, before: query.cursor, limit: LIMIT },
    LOOK_MS,
  );
  const { again } = loaded;
  useEffect(() => {
    if (turn > 0) again();
  }, [turn, again]);
  const { busy, fault, run } = useChange();
  const rows = loaded.data?.items ?? [];
  const columns: Column<Delivery>[] = [
    {
      key: "at",
      head: t("deliveries.at"),
      cell: (row) => (
        <a className="num" href={deliveryHref(row.id)}>
          {moment(row.created_at)}
        </a>
      ),
    },
    ...(called
      ? [
          {
            key: "webhook",
            head: t("deliveries.webhook"),
            cell: (row: Delivery) => (
              <a href={webhookHref(row.webhook_id)}>{called.get(row.webhook_id) ?? `#${row.webhook_id}`}</a>
            ),
          },
        ]
      : []),
    { key: "kind", head: t("deliveries.kind"), extra: true, cell: (row) => t(`change.${row.kind}`) },
    { key: "state", head: t("letters.state"), cell: (row) => <DeliveryMark delivery={row} /> },
    { key: "answer", head: t("deliveries.answer"), cell: (row) => <LastAnswer delivery={row} /> },
    { key: "tries", head: t("deliveries.tries"), number: true, extra: true, cell: (row) => number(row.tries) },
    {
      key: "again",
      head: <span className="visually-hidden">{t("deliveries.again")}</span>,
      cell: (row) =>
        row.state === "dead" && (
          <button
            type="button"
            className="button quiet"
            disabled={busy}
            aria-label={`${t("deliveries.again")}: ${row.message_id}`}
            onClick={() => {
              run(
                () => send("POST", `/deliveries/${row.id}/again`),
                () => {
                  again();
                  onChange?.();
                },
              );
            }}
          >
            {t("deliveries.again")}
          </button>
        ),
    },
  ];
  return (
    <>
      <div className="ex-text">
        <FilterBar>
          {children}
          <FilterSelect
            name="state"
            label={t("letters.state")}
            options={[
              { value: "", text: t("filter.all") },
              ...STATES.map((value) => ({ value, text: t(`delivery.${value}`) })),
            ]}
          />
        </FilterBar>
      </div>
      {fault && <FaultNote fault={fault} />}
      {rows.length > 0 ? (
        <Table caption={t("deliveries.title")} columns={columns} rows={rows} rowKey={({ id }) => id} />
      ) : (
        <State loaded={loaded} empty what={t(query.state ? "deliveries.none_such" : "deliveries.none")} />
      )}
      {loaded.fault && rows.length > 0 && <State loaded={loaded} />}
      <div className="ex-text">
        <Paging next={loaded.data?.more ? (rows.at(-1)?.id ?? null) : null} />
      </div>
    </>
  );
}
