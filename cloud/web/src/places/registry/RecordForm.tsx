import { useState } from "react";

import type { ApiError } from "../../api/client";
import { Form } from "../../forms/Form";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { usePlaceWords } from "../usePlaceWords";
import { RECORDS, type Draft, type Kind } from "./records";

export interface Option {
  value: string;
  text: string;
}

/** What can be chosen in a field of choices. */
export type Options = Readonly<Record<string, readonly Option[]>>;

interface Props {
  kind: Kind;
  begin: Draft;
  options?: Options;
  busy: boolean;
  fault: ApiError | null;
  action: string;
  onSave: (draft: Draft) => void;
  onCancel: () => void;
}

/** The fields of a record as its table says. */
export function RecordForm({ kind, begin, options = {}, busy, fault, action, onSave, onCancel }: Props) {
  const { t } = usePlaceWords();
  const [draft, setDraft] = useState(begin);
  const set = (name: string) => (value: string) => {
    setDraft((held) => ({ ...held, [name]: value }));
  };
  return (
    <Form
      fault={fault}
      onSubmit={() => {
        onSave(draft);
      }}
      buttons={
        <>
          <button type="submit" className="button strong" disabled={busy}>
            {action}
          </button>
          <button type="button" className="button quiet" onClick={onCancel}>
            {t("form.cancel")}
          </button>
        </>
      }
    >
      {RECORDS[kind].fields.map(({ name, kind: typed, required = false, min, max, step }) => {
        const label = t(`field.${name as "name"}`);
        const value = draft[name] ?? "";
        if (typed === "text") {
          return (
            <TextField key={name} label={label} value={value} required={required} maxLength={max} onChange={set(name)} />
          );
        }
        if (typed === "number") {
          return (
            <TextField
              key={name}
              label={label}
              type="number"
              min={min}
              max={max}
              step={step}
              value={value}
              required={required}
              onChange={set(name)}
            />
          );
        }
        const offered = options[name] ?? [];
        const known = value === "" || offered.some((option) => option.value === value);
        return (
          <SelectField key={name} label={label} value={value} required={required} onChange={set(name)}>
            {!(required && value !== "") && <option value="">{t(required ? "form.choose" : "form.none")}</option>}
            {!known && <option value={value}>{`#${value}`}</option>}
            {offered.map((option) => (
              <option key={option.value} value={option.value}>
                {option.text}
              </option>
            ))}
          </SelectField>
        );
      })}
    </Form>
  );
}
