import type { Loaded } from "../operator/useData";
import { Page } from "../operator/works/Page";
import { FaultNote, State } from "../operator/works/State";
import { Table, type Column } from "../operator/works/Table";

interface Props<T> {
  words: { title: string; about: string; none: string; fresh: string };
  /** Where a new one is made. */
  fresh: string;
  columns: readonly Column<T>[];
  loaded: Loaded<{ items: T[] }>;
}

/** All records of a kind, and the way to a new one. */
export function ListPage<T extends { id: number }>({ words, fresh, columns, loaded }: Props<T>) {
  const rows = loaded.data?.items ?? [];
  return (
    <Page
      title={words.title}
      tools={
        <a className="button strong" href={fresh}>
          {words.fresh}
        </a>
      }
    >
      <p className="op-note muted">{words.about}</p>
      {rows.length > 0 ? (
        <Table caption={words.title} columns={columns} rows={rows} rowKey={({ id }) => id} />
      ) : (
        <State loaded={loaded} empty what={words.none} />
      )}
      {loaded.fault && rows.length > 0 && <FaultNote fault={loaded.fault} again={loaded.again} />}
    </Page>
  );
}
