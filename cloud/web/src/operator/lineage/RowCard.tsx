import { useState } from "react";

import { ConfirmDialog } from "../../exchange/parts/ConfirmDialog";
import { useChange } from "../../forms/useChange";
import { formatTime } from "../../time/format";
import { FaultNote } from "../works/State";
import { useWords } from "../words/useWords";
import { discard, OPEN_STATES, replay, type AsideRow } from "./api";
import { importHref, matchesHref } from "./links";
import { faultId, RepairForm } from "./RepairForm";

interface Props {
  row: AsideRow;
  /** Something was done; what is said of it. */
  onDone: (said: string) => void;
}

/** One row that did not go in: where it stands, what is wrong, what cures it, and what can be done. */
export function RowCard({ row, onDone }: Props) {
  const { t, language, speak } = useWords();
  const [repairing, setRepairing] = useState(false);
  const [dropping, setDropping] = useState(false);
  const { busy, fault, run } = useChange();
  const name = t("aside.place", { file: row.file_name, sheet: row.sheet, row: row.row });
  const open = OPEN_STATES.includes(row.state);
  const first = new Set<string>();
  return (
    <li className="op-panel aside-card" data-row={row.id} data-state={row.state}>
      <div className="aside-head">
        <h2>{name}</h2>
        <span className="alarm-state" data-bad={row.state === "faulty" || undefined}>
          {speak(row.state_name)}
        </span>
      </div>
      <p className="muted">
        {speak(row.kind_name)} · <a href={importHref(row.import_id)}>{t("aside.import", { id: row.import_id })}</a> ·{" "}
        <time className="num" dateTime={new Date(row.at).toISOString()}>
          {formatTime(row.at, "daytime", language)}
        </time>
        {row.settled_at !== null &&
          ` · ${t("aside.settled", { who: row.settled_by ?? "–", at: formatTime(row.settled_at, "daytime", language) })}`}
      </p>
      {row.faults.length > 0 && (
        <ul className="aside-faults" aria-label={t("imports.wrong")}>
          {row.faults.map(({ field, column, value, code, message }) => {
            const heading = row.headings[field];
            const id = first.has(field) ? undefined : faultId(row, field);
            first.add(field);
            return (
              <li key={`${field} ${code}`} id={id}>
                <strong>{heading ? speak(heading) : field || t("aside.whole")}</strong>
                {column && <span className="code"> {column}{row.row}</span>}
                {value && <q>{value}</q>} <span>{speak(message)}</span>
              </li>
            );
          })}
        </ul>
      )}
      {fault && !repairing && <FaultNote fault={fault} />}
      {open && !repairing && (
        <div className="op-form-buttons">
          {row.state === "waiting" && (
            <a className="button strong" href={matchesHref()}>
              {t("aside.decide")}
            </a>
          )}
          <button
            type="button"
            className={`button ${row.state === "faulty" ? "strong" : ""}`}
            aria-label={t("aside.repair_one", { name })}
            onClick={() => {
              setRepairing(true);
            }}
          >
            {t("aside.repair")}
          </button>
          <button
            type="button"
            className="button quiet"
            disabled={busy}
            aria-label={t("aside.drop_one", { name })}
            onClick={() => {
              setDropping(true);
            }}
          >
            {t("aside.drop")}
          </button>
        </div>
      )}
      {repairing && (
        <RepairForm
          row={row}
          busy={busy}
          fault={fault}
          onSend={(cells) => {
            run(
              () => replay(row, cells),
              ({ state }) => {
                onDone(t(state === "replayed" ? "aside.went_in" : "aside.still", { name }));
              },
            );
          }}
          onClose={() => {
            setRepairing(false);
          }}
        />
      )}
      {dropping && (
        <ConfirmDialog
          title={t("aside.drop_title")}
          text={t("aside.drop_ask", { name })}
          action={t("aside.drop")}
          busy={busy}
          onConfirm={() => {
            setDropping(false);
            run(
              () => discard(row),
              () => {
                onDone(t("aside.dropped", { name }));
              },
            );
          }}
          onClose={() => {
            setDropping(false);
          }}
        />
      )}
    </li>
  );
}
