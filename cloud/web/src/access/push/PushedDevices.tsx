import { useState } from "react";

import { send } from "../../api/client";
import { useChange } from "../../forms/useChange";
import { gatewayHref, organisationHref } from "../../operator/links";
import { useData } from "../../operator/useData";
import { Moment } from "../../operator/works/Moment";
import { State } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { OrganisationName } from "../../pickers/OrganisationName";
import { useMay } from "../../shell/useMe";
import { blankPlace, placeDraftOf } from "../parts/place";
import { useOwner } from "../parts/useOwner";
import { useAccessWords } from "../useAccessWords";
import type { Integration, Pushed } from "./api";
import { PushedForm } from "./PushedForm";

const LIMIT = 50;

function Edit({ integration, device, onDone }: { integration: Integration; device: Pushed; onDone: () => void }) {
  const { t } = useAccessWords();
  const owner = useOwner(device.organisation_id);
  const { busy, fault, run } = useChange();
  if (owner === undefined) return null;
  return (
    <PushedForm
      integration={integration}
      begin={placeDraftOf(device, owner)}
      identity={device.identity}
      registered
      busy={busy}
      fault={fault}
      action={t("pushed.save_one", { identity: device.identity })}
      onCancel={onDone}
      onSave={(told) => {
        run(() => send("PUT", `/push-integrations/${integration.id}/devices/${device.id}`, told), onDone);
      }}
    />
  );
}

function New({ integration, onDone }: { integration: Integration; onDone: () => void }) {
  const { t } = useAccessWords();
  const { busy, fault, run } = useChange();
  return (
    <PushedForm
      integration={integration}
      begin={{ ...blankPlace(""), area: integration.area }}
      identity={null}
      busy={busy}
      fault={fault}
      action={t("device.register")}
      onCancel={onDone}
      onSave={(told) => {
        run(() => send("POST", `/push-integrations/${integration.id}/devices`, told), onDone);
      }}
    />
  );
}

/** The devices behind a platform: when each was last heard, registered and changed in place. */
export function PushedDevices({ integration }: { integration: Integration }) {
  const { t, speak } = useAccessWords();
  const mayEdit = useMay("edit-registry");
  const [after, setAfter] = useState(0);
  const [open, setOpen] = useState<Pushed | "new" | null>(null);
  const loaded = useData<{ devices: Pushed[]; next: number | null }>(`/push-integrations/${integration.id}/devices`, {
    after,
    limit: LIMIT,
  });
  const rows = loaded.data?.devices ?? [];
  const next = loaded.data?.next ?? null;
  const done = () => {
    setOpen(null);
    loaded.again();
  };
  const columns: Column<Pushed>[] = [
    {
      key: "identity",
      head: t("pushed.identity"),
      cell: (row) => (
        <a className="code" href={gatewayHref(row.gateway)}>
          {row.identity}
        </a>
      ),
    },
    {
      key: "name",
      head: t("device.name"),
      cell: (row) => (
        <>
          {speak(row.name) || "–"}
          {row.fault && (
            <span data-bad className="ac-reason ac-line">
              {row.fault} <Moment at={row.fault_at ?? null} />
            </span>
          )}
        </>
      ),
    },
    {
      key: "heard",
      head: t("device.last_heard"),
      number: true,
      cell: (row) => (row.enabled ? <Moment at={row.last_heard} /> : t("device_link.disabled")),
    },
    {
      key: "organisation",
      head: t("device.organisation"),
      cell: (row) =>
        row.organisation_id === null ? (
          t("place.nobody")
        ) : (
          <a href={organisationHref(row.organisation_id)}>
            <OrganisationName id={row.organisation_id} />
          </a>
        ),
    },
    { key: "profile", head: t("place.profile"), extra: true, cell: (row) => <span className="code">{row.profile}</span> },
    ...(mayEdit
      ? [
          {
            key: "do",
            head: <span className="visually-hidden">{t("form.edit")}</span>,
            cell: (row: Pushed) => (
              <button
                type="button"
                className="button quiet"
                aria-label={t("pushed.edit_one", { identity: row.identity })}
                onClick={() => {
                  setOpen(row);
                }}
              >
                {t("form.edit")}
              </button>
            ),
          },
        ]
      : []),
  ];
  return (
    <>
      {mayEdit && open === null && (
        <div className="op-paging">
          <button
            type="button"
            className="button"
            onClick={() => {
              setOpen("new");
            }}
          >
            {t("device.new")}
          </button>
        </div>
      )}
      {open === "new" && <New integration={integration} onDone={done} />}
      {open !== null && open !== "new" && (
        <Edit key={open.id} integration={integration} device={open} onDone={done} />
      )}
      {rows.length > 0 ? (
        <Table caption={t("push.devices")} columns={columns} rows={rows} rowKey={({ id }) => id} />
      ) : (
        <State loaded={loaded} empty what={t("pushed.none")} />
      )}
      {next !== null && (
        <div className="op-paging">
          <button
            type="button"
            className="button"
            onClick={() => {
              setAfter(next);
            }}
          >
            {t("form.more")}
          </button>
        </div>
      )}
    </>
  );
}
