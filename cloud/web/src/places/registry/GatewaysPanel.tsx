import { useState } from "react";

import { send } from "../../api/client";
import { ConfirmDialog } from "../../exchange/parts/ConfirmDialog";
import { Form } from "../../forms/Form";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import { gatewayHref } from "../../operator/links";
import { useData } from "../../operator/useData";
import { Panel } from "../../operator/works/Page";
import { FaultNote, State } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { useMay } from "../../shell/useMe";
import { usePlaceWords } from "../usePlaceWords";

interface Bound {
  gateway: string;
  name: string;
  building_id: number | null;
  room_id: number | null;
  points_planned: number;
  points_heard: number;
  link: "online" | "silent" | "never";
  version: number;
}

interface BindFormProps {
  organisation: number;
  /** The binding that is changed; none: one more gateway is bound. */
  before: Bound | null;
  onDone: () => void;
  onCancel: () => void;
}

function BindForm({ organisation, before, onDone, onCancel }: BindFormProps) {
  const { t } = usePlaceWords();
  const [gateway, setGateway] = useState(before?.gateway ?? "");
  const [name, setName] = useState(before?.name ?? "");
  const [building, setBuilding] = useState(before?.building_id ? String(before.building_id) : "");
  const { busy, fault, run } = useChange();
  const buildings = useData<{ items: { id: number; name: string }[] }>(`/organisations/${organisation}/buildings`, {
    limit: 500,
  });
  const stays = before !== null && String(before.building_id ?? "") === building;
  return (
    <Form
      fault={fault}
      onSubmit={() => {
        const told = {
          name: name.trim(),
          building_id: building ? Number(building) : null,
          room_id: stays ? before.room_id : null,
          version: before?.version ?? null,
        };
        run(() => send("PUT", `/organisations/${organisation}/gateways/${encodeURIComponent(gateway.trim())}`, told), onDone);
      }}
      buttons={
        <>
          <button type="submit" className="button strong" disabled={busy}>
            {t("form.save")}
          </button>
          <button type="button" className="button quiet" onClick={onCancel}>
            {t("form.cancel")}
          </button>
        </>
      }
    >
      <TextField
        label={t("field.gateway")}
        value={gateway}
        required
        readOnly={before !== null}
        maxLength={64}
        pattern="[A-Za-z0-9_\-]+"
        onChange={setGateway}
      />
      <TextField label={t("field.name")} value={name} maxLength={128} onChange={setName} />
      <SelectField label={t("field.building_id")} value={building} onChange={setBuilding}>
        <option value="">{t("form.none")}</option>
        {(buildings.data?.items ?? []).map((one) => (
          <option key={one.id} value={String(one.id)}>
            {one.name}
          </option>
        ))}
      </SelectField>
    </Form>
  );
}

/** The gateways that are an organisation's: bound by name, heard or not, and released. */
export function GatewaysPanel({ organisation, onChange }: { organisation: number; onChange: () => void }) {
  const { t, number } = usePlaceWords();
  const mayEdit = useMay("edit-registry");
  const [open, setOpen] = useState<Bound | "new" | null>(null);
  const [asking, setAsking] = useState<Bound | null>(null);
  const { busy, fault, run } = useChange();
  const path = `/organisations/${organisation}/gateways`;
  const loaded = useData<{ items: Bound[] }>(path, { limit: 500 });
  const rows = loaded.data?.items ?? [];
  const done = () => {
    setOpen(null);
    setAsking(null);
    loaded.again();
    onChange();
  };
  const columns: Column<Bound>[] = [
    {
      key: "gateway",
      head: t("field.gateway"),
      cell: (row) => (
        <a className="code" href={gatewayHref(row.gateway)}>
          {row.gateway}
        </a>
      ),
    },
    { key: "name", head: t("field.name"), cell: (row) => row.name || "–" },
    {
      key: "link",
      head: t("gateway.link"),
      cell: (row) => <span data-bad={row.link === "online" ? undefined : true}>{t(`link.${row.link}`)}</span>,
    },
    {
      key: "points",
      head: t("gateway.points"),
      number: true,
      extra: true,
      cell: (row) => t("coverage.of", { over: number(row.points_heard), under: number(row.points_planned) }),
    },
  ];
  const acts: Column<Bound> = {
    key: "do",
    head: <span className="visually-hidden">{t("form.edit")}</span>,
    cell: (row) => (
      <div className="op-tools">
        <button
          type="button"
          className="button quiet"
          aria-label={t("form.edit_one", { name: row.gateway })}
          onClick={() => {
            setOpen(row);
          }}
        >
          {t("form.edit")}
        </button>
        <button
          type="button"
          className="button quiet"
          aria-label={t("gateway.release_one", { name: row.gateway })}
          onClick={() => {
            setAsking(row);
          }}
        >
          {t("gateway.release")}
        </button>
      </div>
    ),
  };
  return (
    <Panel
      title={t("gateway.title")}
      tools={
        mayEdit &&
        open === null && (
          <button
            type="button"
            className="button"
            onClick={() => {
              setOpen("new");
            }}
          >
            {t("gateway.bind")}
          </button>
        )
      }
    >
      {open !== null && (
        <BindForm
          key={open === "new" ? "new" : `${open.gateway} ${open.version}`}
          organisation={organisation}
          before={open === "new" ? null : open}
          onDone={done}
          onCancel={() => {
            setOpen(null);
          }}
        />
      )}
      {fault && open === null && <FaultNote fault={fault} />}
      {rows.length > 0 ? (
        <Table
          caption={t("gateway.title")}
          columns={mayEdit ? [...columns, acts] : columns}
          rows={rows}
          rowKey={({ gateway }) => gateway}
        />
      ) : (
        <State loaded={loaded} empty what={t("gateway.none")} />
      )}
      {asking && (
        <ConfirmDialog
          title={t("gateway.release_one", { name: asking.gateway })}
          text={t("gateway.release_means")}
          action={t("gateway.release")}
          busy={busy}
          onClose={() => {
            setAsking(null);
          }}
          onConfirm={() => {
            run(
              () =>
                send("DELETE", `${path}/${encodeURIComponent(asking.gateway)}?version=${String(asking.version)}`).finally(
                  () => {
                    setAsking(null);
                  },
                ),
              done,
            );
          }}
        />
      )}
    </Panel>
  );
}
