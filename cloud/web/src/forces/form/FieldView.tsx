import type { ReactNode } from "react";

import { Enabled } from "../../access/parts/Enabled";
import { LongField } from "../../forms/LongField";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { CountyField } from "../../pickers/CountyField";
import { useBooks, useForceWords } from "../useForceWords";
import { AmountsField } from "./AmountsField";
import { said, type Amounts, type Field, type Kind, type Value } from "./fields";
import { PickField } from "./PickField";

interface Shown<K extends Kind> {
  field: Field<K>;
  label: string;
  value: Value;
  onChange: (value: Value) => void;
}

const NOTHING: Amounts = {};
const LINE = 128;
const PARAGRAPH = 2_000;

function Choice({ field, label, value, onChange }: Shown<"choice">) {
  const { t, speak } = useForceWords();
  const books = useBooks();
  const choices = Object.entries(books?.[field.of] ?? {});
  const held = said(value);
  return (
    <SelectField label={label} at={field.name} required value={held} onChange={onChange}>
      <option value="">{t("form.choose")}</option>
      {/* What is chosen already stays chosen while the names are on their way. */}
      {held !== "" && !choices.some(([code]) => code === held) && <option value={held}>{held}</option>}
      {choices.map(([code, name]) => (
        <option key={code} value={code}>
          {speak(name)}
        </option>
      ))}
    </SelectField>
  );
}

function Line({ field, label, value, onChange }: Shown<"text" | "code">) {
  return (
    <TextField
      label={label}
      at={field.name}
      required={field.is === "text" && field.required === true}
      maxLength={field.longest ?? LINE}
      pattern={field.pattern}
      placeholder={field.hint}
      autoComplete="off"
      value={said(value)}
      onChange={onChange}
    />
  );
}

/** How each kind of field is shown. */
const VIEWS: { [K in Kind]: (shown: Shown<K>) => ReactNode } = {
  text: Line,
  code: Line,
  figure: ({ field, label, value, onChange }) => (
    <TextField
      label={label}
      at={field.name}
      type="number"
      required={field.required}
      min={field.least ?? 0}
      max={field.most}
      step={field.step ?? 1}
      value={said(value)}
      onChange={onChange}
    />
  ),
  long: ({ field, label, value, onChange }) => (
    <LongField label={label} at={field.name} maxLength={PARAGRAPH} value={said(value)} onChange={onChange} />
  ),
  lines: ({ field, label, value, onChange }) => (
    <LongField label={label} at={field.name} placeholder={field.hint} value={said(value)} onChange={onChange} />
  ),
  choice: Choice,
  county: ({ field, value, onChange }) => <CountyField at={field.name} value={said(value)} onChange={onChange} />,
  pick: ({ field, label, value, onChange }) => (
    <PickField label={label} at={field.name} of={field.of} required={field.required} value={said(value)} onChange={onChange} />
  ),
  check: ({ label, value, onChange }) => <Enabled label={label} value={value === true} onChange={onChange} />,
  day: ({ field, label, value, onChange }) => (
    <TextField label={label} at={field.name} type="date" value={said(value)} onChange={onChange} />
  ),
  amounts: ({ field, label, value, onChange }) => (
    <AmountsField label={label} name={field.name} value={typeof value === "object" ? value : NOTHING} onChange={onChange} />
  ),
};

/** One field of a form, by its kind. */
export function FieldView({ field, value, onChange }: Omit<Shown<Kind>, "label">) {
  const { t } = useForceWords();
  const View = VIEWS[field.is] as (shown: Shown<Kind>) => ReactNode;
  return <View field={field} label={t(`field.${field.label ?? field.name}`)} value={value} onChange={onChange} />;
}
