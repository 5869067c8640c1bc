import { useMay } from "../../shell/useMe";
import { formatTime } from "../../time/format";
import { useData } from "../useData";
import { Panel } from "../works/Page";
import { State } from "../works/State";
import { Table, type Column } from "../works/Table";
import { useWords } from "../words/useWords";
import type { Origin, RecordKind } from "./api";
import { importHref } from "./links";

interface Props {
  kind: RecordKind;
  id: number;
  /** Nothing is shown of a record that no import brought. */
  quiet?: boolean;
}

/** Which rows of which files made or changed a record, when, and by whom. */
export function Origins({ kind, id, quiet = false }: Props) {
  const { t, language } = useWords();
  const edits = useMay("edit-registry");
  const loaded = useData<{ items: Origin[] }>(edits ? "/import-origins" : null, { kind, id });
  const rows = loaded.data?.items ?? [];
  if (!edits || (quiet && rows.length === 0)) return null;
  const columns: Column<Origin>[] = [
    { key: "file", head: t("origin.file"), cell: (row) => <a href={importHref(row.import_id)}>{row.file_name}</a> },
    { key: "row", head: t("origin.row"), cell: (row) => t("origin.at_row", { sheet: row.sheet, row: row.row }) },
    { key: "at", head: t("column.time"), cell: (row) => formatTime(row.at, "daytime", language) },
    { key: "by", head: t("origin.by"), cell: (row) => row.by },
    {
      key: "hash",
      head: t("origin.hashes"),
      extra: true,
      cell: (row) => (
        <span className="code origin-hash">
          {row.file_sha256}
          <br />
          {row.row_sha256}
        </span>
      ),
    },
  ];
  return (
    <Panel title={t("origin.title")}>
      {rows.length > 0 ? (
        <Table caption={t("origin.title")} columns={columns} rows={rows} rowKey={(row) => `${row.import_id} ${row.sheet} ${row.row} ${row.at}`} />
      ) : (
        <State loaded={loaded} empty what={t("origin.none")} />
      )}
    </Panel>
  );
}
