import { send } from "../../api/client";
import { useChange } from "../../forms/useChange";
import { useData } from "../../operator/useData";
import { Facts } from "../../operator/works/Facts";
import { Moment } from "../../operator/works/Moment";
import { Panel } from "../../operator/works/Page";
import { FaultNote } from "../../operator/works/State";
import type { Column } from "../../operator/works/Table";
import { useMay } from "../../shell/useMe";
import type { Terminal } from "../api";
import { editHref } from "../links";
import { ListPage } from "../records/ListPage";
import { Records } from "../records/Records";
import { AreaName } from "../records/Whose";
import { useForceWords } from "../useForceWords";
import { TERMINALS } from "./noun";

const FRESH_MS = 15_000;

/** How a terminal stands: in use or not, registered or not, connected or not. */
const standing = (row: Terminal) =>
  !row.enabled ? "off" : row.registered_at === null ? "waits" : row.connected ? "connected" : "away";

function Heard({ row }: { row: Terminal }) {
  const { t } = useForceWords();
  if (row.position === null) return <span className="muted">{t("state.never_heard")}</span>;
  return (
    <span data-bad={row.position.quality !== "good" || undefined}>
      <Moment at={row.position.received_at} />
    </span>
  );
}

function TerminalList() {
  const { t } = useForceWords();
  const mayEdit = useMay("edit-registry");
  const columns: Column<Terminal>[] = [
    {
      key: "name",
      head: t("field.name"),
      cell: (row) => (mayEdit ? <a href={editHref("terminals", row.id)}>{row.name}</a> : row.name),
    },
    { key: "state", head: t("state.state"), cell: (row) => t(`terminal.${standing(row)}`) },
    { key: "phone", head: t("field.phone_number"), cell: (row) => <span className="code">{row.phone}</span> },
    { key: "plate", head: t("field.plate"), cell: (row) => row.plate },
    { key: "heard", head: t("unit.heard"), number: true, cell: (row) => <Heard row={row} /> },
    { key: "area", head: t("field.area"), extra: true, cell: (row) => <AreaName code={row.area} /> },
    { key: "maker", head: t("terminal.model"), extra: true, cell: (row) => [row.maker, row.model].filter(Boolean).join(" ") },
  ];
  return (
    <ListPage page="terminals" path="/vehicle-terminals" listed="terminals" columns={columns} everyMs={FRESH_MS}>
      <p className="op-note">{t("terminal.what")}</p>
    </ListPage>
  );
}

/** Whether a terminal has registered, and the word that it may do so anew. */
function Registration({ id }: { id: number }) {
  const { t } = useForceWords();
  const { busy, fault, run } = useChange();
  const loaded = useData<Terminal>(`/vehicle-terminals/${id}`, {}, FRESH_MS);
  const row = loaded.data;
  if (!row) return null;
  return (
    <Panel
      title={t("terminal.registration")}
      tools={
        <button
          type="button"
          className="button"
          disabled={busy || row.may_register}
          onClick={() => {
            run(() => send("POST", `/vehicle-terminals/${id}/registration`), loaded.again);
          }}
        >
          {t("terminal.let_register")}
        </button>
      }
    >
      {fault && <FaultNote fault={fault} />}
      <Facts
        facts={[
          { name: t("state.state"), value: t(`terminal.${standing(row)}`) },
          { name: t("terminal.registered_at"), value: <Moment at={row.registered_at} /> },
          { name: t("terminal.may_register"), value: t(row.may_register ? "yes" : "no") },
          { name: t("unit.heard"), value: <Heard row={row} /> },
        ]}
      />
    </Panel>
  );
}

/** Vehicle terminals of JT/T 808 车载终端. */
export const TerminalsPage = () => <Records noun={TERMINALS} List={TerminalList} Further={Registration} />;
