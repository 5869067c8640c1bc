import type { Loaded } from "../operator/useData";
import { Page } from "../operator/works/Page";
import { FaultNote, State } from "../operator/works/State";
import { Table, type Column } from "../operator/works/Table";
import { useNotificationWords } from "./useNotificationWords";

interface Props<T> {
  /** Whose words it bears. */
  of: "rule" | "channel" | "person";
  /** Where a new one is made. */
  fresh: string;
  columns: readonly Column<T>[];
  loaded: Loaded<{ items: T[] }>;
}

/** All records of a kind, and the way to a new one. */
export function ListPage<T extends { id: number }>({ of, fresh, columns, loaded }: Props<T>) {
  const { t } = useNotificationWords();
  const rows = loaded.data?.items ?? [];
  return (
    <Page
      title={t(`${of}.title`)}
      tools={
        <a className="button strong" href={fresh}>
          {t(`${of}.new`)}
        </a>
      }
    >
      <p className="op-note muted">{t(`${of}.about`)}</p>
      {rows.length > 0 ? (
        <Table caption={t(`${of}.title`)} columns={columns} rows={rows} rowKey={({ id }) => id} />
      ) : (
        <State loaded={loaded} empty what={t(`${of}.none`)} />
      )}
      {loaded.fault && rows.length > 0 && <FaultNote fault={loaded.fault} again={loaded.again} />}
    </Page>
  );
}
