import { useState } from "react";

import { send } from "../../api/client";
import { ConfirmDialog } from "../../exchange/parts/ConfirmDialog";
import { useChange } from "../../forms/useChange";
import { useData } from "../../operator/useData";
import { Panel } from "../../operator/works/Page";
import { FaultNote, State } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { useMay } from "../../shell/useMe";
import { usePlaceWords } from "../usePlaceWords";
import { RecordForm, type Options } from "./RecordForm";
import { blankDraft, bodyOf, draftOf, RECORDS, type Draft, type Kind, type Registered } from "./records";

const LIMIT = 100;

interface Props {
  kind: Kind;
  title: string;
  /** The number of what they are below. */
  parent: number;
  /** What they are narrowed down by. */
  query?: Readonly<Record<string, number | undefined>>;
  nameOf: (row: Registered) => string;
  columns: readonly Column<Registered>[];
  options?: Options;
  /** What a new one begins with. */
  begin?: Draft;
  /** Floors come all at once, everything else page by page. */
  paged?: boolean;
  /** The others have changed: lists beside this one are asked for anew. */
  onChange?: () => void;
}

/** The records of one kind below something: listed, added, changed, deleted while nothing hangs on them. */
export function RecordPanel({ kind, title, parent, query = {}, nameOf, columns, options, begin, paged = true, onChange }: Props) {
  const { t } = usePlaceWords();
  const mayEdit = useMay("edit-registry");
  const [after, setAfter] = useState(0);
  const [open, setOpen] = useState<Registered | "new" | null>(null);
  const [asking, setAsking] = useState<Registered | null>(null);
  const { busy, fault, run } = useChange();
  const entry = RECORDS[kind];
  const loaded = useData<{ items: Registered[]; next?: number | null }>(
    entry.below(parent),
    paged ? { ...query, after, limit: LIMIT } : {},
  );
  const rows = loaded.data?.items ?? [];
  const next = loaded.data?.next ?? null;
  const done = () => {
    setOpen(null);
    setAsking(null);
    loaded.again();
    onChange?.();
  };
  const acts: Column<Registered> = {
    key: "do",
    head: <span className="visually-hidden">{t("form.edit")}</span>,
    cell: (row) => (
      <div className="op-tools">
        <button
          type="button"
          className="button quiet"
          aria-label={t("form.edit_one", { name: nameOf(row) })}
          onClick={() => {
            setOpen(row);
          }}
        >
          {t("form.edit")}
        </button>
        <button
          type="button"
          className="button quiet"
          aria-label={t("form.delete_one", { name: nameOf(row) })}
          onClick={() => {
            setAsking(row);
          }}
        >
          {t("form.delete")}
        </button>
      </div>
    ),
  };
  const before = open === "new" ? null : open;
  return (
    <Panel
      title={title}
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
            {t(`add.${kind}`)}
          </button>
        )
      }
    >
      {open !== null && (
        <RecordForm
          key={before ? `${before.id} ${before.version}` : "new"}
          kind={kind}
          begin={before ? draftOf(kind, before) : { ...blankDraft(kind), ...begin }}
          {...(options ? { options } : {})}
          busy={busy}
          fault={fault}
          action={t("form.save")}
          onCancel={() => {
            setOpen(null);
          }}
          onSave={(draft) => {
            const told = bodyOf(kind, draft, before);
            run(() => (before ? send("PUT", entry.one(before.id), told) : send("POST", entry.below(parent), told)), done);
          }}
        />
      )}
      {fault && open === null && <FaultNote fault={fault} />}
      {rows.length > 0 ? (
        <Table caption={title} columns={mayEdit ? [...columns, acts] : columns} rows={rows} rowKey={({ id }) => id} />
      ) : (
        <State loaded={loaded} empty what={t(`none.${kind}`)} />
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
      {asking && (
        <ConfirmDialog
          title={t("form.delete_one", { name: nameOf(asking) })}
          text={t(`delete_means.${kind}`)}
          action={t("form.delete")}
          busy={busy}
          onClose={() => {
            setAsking(null);
          }}
          onConfirm={() => {
            run(
              () =>
                send("DELETE", `${entry.one(asking.id)}?version=${String(asking.version)}`).finally(() => {
                  setAsking(null);
                }),
              done,
            );
          }}
        />
      )}
    </Panel>
  );
}
