import { useState } from "react";

import { send } from "../../api/client";
import { useChange } from "../../forms/useChange";
import { useData } from "../../operator/useData";
import { Moment } from "../../operator/works/Moment";
import { Panel } from "../../operator/works/Page";
import { FaultNote, State } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { blankPlace } from "../parts/place";
import { useAccessWords } from "../useAccessWords";
import type { Speaker } from "./api";
import { DeviceForm } from "./DeviceForm";

/** Devices that spoke and are not registered: each can be registered, with what it said, or forgotten. */
export function Unregistered({ onAdopted }: { onAdopted: () => void }) {
  const { t, number } = useAccessWords();
  const [chosen, setChosen] = useState<Speaker | null>(null);
  const [told, setTold] = useState("");
  const { busy, fault, run } = useChange();
  const loaded = useData<{ speakers: Speaker[] }>("/transmission-devices/unregistered", {}, 15_000);
  const rows = loaded.data?.speakers ?? [];
  const columns: Column<Speaker>[] = [
    { key: "address", head: t("device.address"), cell: (row) => <span className="code">{row.address}</span> },
    {
      key: "host",
      head: t("device.from"),
      cell: (row) => (
        <span className="code">
          {row.host} {row.transport}
        </span>
      ),
    },
    { key: "last", head: t("device.last_heard"), number: true, cell: (row) => <Moment at={row.last_at} /> },
    { key: "frames", head: t("device.frames"), number: true, cell: (row) => number(row.frames) },
    {
      key: "fires",
      head: t("device.fires"),
      number: true,
      cell: (row) => <span data-bad={row.fires > 0 || undefined}>{number(row.fires)}</span>,
    },
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
            aria-label={t("device.forget_one", { address: row.address })}
            onClick={() => {
              run(
                () => send("DELETE", `/transmission-devices/unregistered/${row.id}`),
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
  return (
    <Panel title={t("device.unregistered")}>
      <p role="status" className={told ? "ex-done" : "visually-hidden"}>
        {told}
      </p>
      {fault && !chosen && <FaultNote fault={fault} />}
      {chosen && (
        <DeviceForm
          key={chosen.id}
          begin={blankPlace("gb26875-generic")}
          readings={chosen.readings}
          busy={busy}
          fault={fault}
          action={t("device.register_one", { address: chosen.address })}
          cancel={
            <button
              type="button"
              className="button quiet"
              onClick={() => {
                setChosen(null);
              }}
            >
              {t("form.cancel")}
            </button>
          }
          onSave={(asked) => {
            run(
              () =>
                send<{ replayed: number; failed: number }>(
                  "POST",
                  `/transmission-devices/unregistered/${chosen.id}/adopt`,
                  asked,
                ),
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
      {rows.length > 0 ? (
        <Table caption={t("device.unregistered")} columns={columns} rows={rows} rowKey={({ id }) => id} />
      ) : (
        <State loaded={loaded} empty what={t("device.none_unregistered")} />
      )}
    </Panel>
  );
}
