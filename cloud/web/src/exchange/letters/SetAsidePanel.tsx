import { useState } from "react";

import { send } from "../../api/client";
import { ReasonDialog } from "../../access/parts/ReasonDialog";
import { useChange } from "../../forms/useChange";
import { gatewayHref } from "../../operator/links";
import { useData } from "../../operator/useData";
import { Panel } from "../../operator/works/Page";
import { FaultNote } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { useMay, useMe } from "../../shell/useMe";
import type { SetAside, SetAsideList } from "../api";
import { useExchangeWords } from "../useExchangeWords";

const LIMIT = 20;
const REGION = ["", "15"];

/** Readings that were stored and that the engine refuses. They are of many gateways: for whoever has the region. */
export function SetAsidePanel() {
  const { t, number, moment } = useExchangeWords();
  const mayOperate = useMay("operate");
  const whole = useMe()?.areas.some((area) => REGION.includes(area)) ?? false;
  const loaded = useData<SetAsideList>(mayOperate && whole ? "/timeseries/set-aside" : null, { limit: LIMIT });
  const [dropping, setDropping] = useState<SetAside | null>(null);
  const { busy, fault, run } = useChange();
  const rows = loaded.data?.items ?? [];
  const settled = () => {
    setDropping(null);
    loaded.again();
  };
  if (rows.length === 0) return null;

  const columns: Column<SetAside>[] = [
    { key: "at", head: t("aside.at"), cell: (row) => <span className="num">{moment(row.at)}</span> },
    { key: "reason", head: t("letters.reason"), cell: (row) => <span className="ex-reason">{row.reason}</span> },
    {
      key: "gateways",
      head: t("letters.gateway"),
      cell: (row) => (
        <>
          {row.gateways.slice(0, 1).map((gateway) => (
            <a key={gateway} className="code" href={gatewayHref(gateway)}>
              {gateway}
            </a>
          ))}{" "}
          {row.gateways_total > 1 && (
            <span className="muted">{t("aside.more", { number: number(row.gateways_total - 1) })}</span>
          )}
        </>
      ),
    },
    { key: "values", head: t("aside.values"), number: true, cell: (row) => number(row.values) },
    {
      key: "do",
      head: t("aside.do"),
      cell: (row) => (
        <span className="op-tools">
          <button
            type="button"
            className="button"
            disabled={busy}
            aria-label={t("aside.retry_one", { at: moment(row.at) })}
            onClick={() => {
              run(() => send("POST", `/timeseries/set-aside/${row.id}/retry`), settled);
            }}
          >
            {t("aside.retry")}
          </button>
          <button
            type="button"
            className="button quiet"
            disabled={busy}
            aria-label={t("aside.drop_one", { at: moment(row.at) })}
            onClick={() => {
              setDropping(row);
            }}
          >
            {t("aside.drop")}
          </button>
        </span>
      ),
    },
  ];
  return (
    <Panel title={t("aside.title", { number: number(loaded.data?.batches ?? 0) })}>
      <p className="op-note muted">{t("aside.about")}</p>
      {fault && dropping === null && <FaultNote fault={fault} />}
      <Table caption={t("aside.caption")} columns={columns} rows={rows} rowKey={({ id }) => id} />
      {dropping && (
        <ReasonDialog
          title={t("aside.drop_title")}
          effects={[t("aside.drop_effect", { number: number(dropping.values) }), t("aside.drop_audited")]}
          action={t("aside.drop")}
          busy={busy}
          fault={fault}
          onConfirm={(reason) => {
            run(() => send("POST", `/timeseries/set-aside/${dropping.id}/drop`, { reason }), settled);
          }}
          onClose={() => {
            setDropping(null);
          }}
        />
      )}
    </Panel>
  );
}
