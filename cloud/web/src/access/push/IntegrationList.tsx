import { useData } from "../../operator/useData";
import { Moment } from "../../operator/works/Moment";
import { Page } from "../../operator/works/Page";
import { Paging } from "../../operator/works/Paging";
import { State } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { useMay } from "../../shell/useMe";
import { useRoute } from "../../shell/useRoute";
import { newPushHref, pushHref } from "../links";
import { useAccessWords } from "../useAccessWords";
import type { Integration } from "./api";
import { Health } from "./Health";

/** Platforms that push what their devices say: CTWing, OneNET, ChirpStack, The Things Stack. */
export function IntegrationList() {
  const { t, speak, number } = useAccessWords();
  const { query } = useRoute();
  const mayEdit = useMay("edit-registry");
  const loaded = useData<{ integrations: Integration[]; next: number | null }>(
    "/push-integrations",
    { after: query.cursor, limit: 50 },
    15_000,
  );
  const rows = loaded.data?.integrations ?? [];
  const columns: Column<Integration>[] = [
    {
      key: "name",
      head: t("push.name"),
      cell: (row) => (
        <a className="code" href={pushHref(row.id)}>
          {row.name}
        </a>
      ),
    },
    { key: "kind", head: t("push.kind"), cell: (row) => speak(row.title) },
    { key: "health", head: t("push.health"), cell: (row) => <Health integration={row} /> },
    { key: "last", head: t("push.last_at"), number: true, cell: (row) => <Moment at={row.last_at} /> },
    { key: "received", head: t("count.received"), number: true, cell: (row) => number(row.counts.received ?? 0) },
    { key: "stored", head: t("count.stored"), number: true, cell: (row) => number(row.counts.stored ?? 0) },
    {
      key: "unregistered",
      head: t("count.unregistered"),
      number: true,
      extra: true,
      cell: (row) => number(row.counts.unregistered ?? 0),
    },
  ];
  return (
    <Page
      title={t("push.title")}
      tools={
        mayEdit && (
          <a className="button strong" href={newPushHref()}>
            {t("push.new")}
          </a>
        )
      }
    >
      <p className="op-note">{t("push.what")}</p>
      {rows.length > 0 ? (
        <Table caption={t("push.title")} columns={columns} rows={rows} rowKey={({ id }) => id} />
      ) : (
        <State loaded={loaded} empty what={t("push.none")} />
      )}
      <Paging next={loaded.data?.next ?? null} />
    </Page>
  );
}
