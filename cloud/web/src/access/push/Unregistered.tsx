import { useState } from "react";

import { send } from "../../api/client";
import { useChange } from "../../forms/useChange";
import { useData } from "../../operator/useData";
import { Moment } from "../../operator/works/Moment";
import { Panel } from "../../operator/works/Page";
import { FaultNote } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { blankPlace } from "../parts/place";
import { useAccessWords } from "../useAccessWords";
import type { Integration, Speaker } from "./api";
import { PushedForm } from "./PushedForm";

/** Devices that the platform pushes for and that nobody has registered. Nothing is shown where there are none. */
export function Unregistered({ integration, onAdopted }: { integration: Integration; onAdopted: () => void }) {
  const { t, number } = useAccessWords();
  const [chosen, setChosen] = useState<Speaker | null>(null);
  const [told, setTold] = useState("");
  const { busy, fault, run } = useChange();
  const path = `/push-integrations/${integration.id}/unregistered`;
  const loaded = useData<{ speakers: Speaker[] }>(path, {}, 15_000);
  const rows = loaded.data?.speakers ?? [];
  const columns: Column<Speaker>[] = [
    { key: "identity", head: t("pushed.identity"), cell: (row) => <span className="code">{row.identity}</span> },
    { key: "pushes", head: t("pushed.pushes"), number: true, cell: (row) => number(row.pushes) },
    { key: "last", head: t("device.last_heard"), number: true, cell: (row) => <Moment at={row.last_at} /> },
    {
      key: "do",
      head: <span className="visually-hidden">{t("device.register")}</span>,
      cell: (row) => (
        <div className="op-tools">
          <button
            type="button"
            className="button"
            onClick={() => {
              setChosen(row);
            }}
          >
            {t("device.register")}
          </button>
          <button
            type="button"
            className="button quiet"
            disabled={busy}
            aria-label={t("device.forget_one", { address: row.identity })}
            onClick={() => {
              run(
                () => send("DELETE", `${path}/${row.id}`),
                () => {
                  setTold(t("device.forgotten"));
                  loaded.again();
                },
              );
            }}
          >
            {t("device.forget")}
          </button>
        </div>
      ),
    },
  ];
  if (rows.length === 0 && !told) return null;
  return (
    <Panel title={t("device.unregistered")}>
      <p role="status" className={told ? "ex-done" : "visually-hidden"}>
        {told}
      </p>
      {fault && !chosen && <FaultNote fault={fault} />}
      {chosen && (
        <PushedForm
          key={chosen.id}
          integration={integration}
          begin={{ ...blankPlace(""), area: integration.area }}
          identity={chosen.identity}
          busy={busy}
          fault={fault}
          action={t("device.register_one", { address: chosen.identity })}
          onCancel={() => {
            setChosen(null);
          }}
          onSave={(asked) => {
            run(
              () => send<{ replayed: number; failed: number }>("POST", `${path}/${chosen.id}/adopt`, asked),
              ({ replayed, failed }) => {
                setTold(t("device.adopted", { replayed: number(replayed), failed: number(failed) }));
                setChosen(null);
                loaded.again();
                onAdopted();
              },
            );
          }}
        />
      )}
      {rows.length > 0 && (
        <Table caption={t("device.unregistered")} columns={columns} rows={rows} rowKey={({ id }) => id} />
      )}
    </Panel>
  );
}
