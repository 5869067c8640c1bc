import { useState } from "react";

import type { ApiError } from "../../api/client";
import { Form } from "../../forms/Form";
import { TextField } from "../../forms/TextField";
import { useWords } from "../words/useWords";
import type { AsideRow } from "./api";
import { changed, fieldsOf } from "./rows";

export const faultId = (row: AsideRow, field: string) => `fault-${row.id}-${field}`;

interface Props {
  row: AsideRow;
  busy: boolean;
  fault: ApiError | null;
  onSend: (cells: Record<string, string>) => void;
  onClose: () => void;
}

/** Every cell of a row, those that are wrong first; the row is checked as any row is. */
export function RepairForm({ row, busy, fault, onSend, onClose }: Props) {
  const { t, speak } = useWords();
  const [cells, setCells] = useState<Readonly<Record<string, string>>>(row.cells);
  // The order stays while somebody types, whatever a try has put right.
  const [fields] = useState(() => fieldsOf(row));
  const wrong = new Set(row.faults.map(({ field }) => field));
  return (
    <Form
      className="aside-form"
      fault={fault}
      onSubmit={() => {
        onSend(changed(row.cells, cells));
      }}
      buttons={
        <>
          <button type="submit" className="button strong" disabled={busy}>
            {t("aside.send")}
          </button>
          <button type="button" className="button quiet" onClick={onClose}>
            {t("form.cancel")}
          </button>
        </>
      }
    >
      {fields.map((field) => {
        const heading = row.headings[field];
        return (
          <TextField
            key={field}
            label={heading ? speak(heading) : field}
            field={wrong.has(field) ? "wrong" : ""}
            maxLength={4096}
            aria-invalid={wrong.has(field) || undefined}
            aria-describedby={wrong.has(field) ? faultId(row, field) : undefined}
            value={cells[field] ?? ""}
            onChange={(text) => {
              setCells({ ...cells, [field]: text });
            }}
          />
        );
      })}
    </Form>
  );
}
