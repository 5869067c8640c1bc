import { Fragment, useState } from "react";

import type { ApiError } from "../../api/client";
import { Form } from "../../forms/Form";
import { useForceWords } from "../useForceWords";
import { bodyOf, draftOf, type Draft, type Field } from "./fields";
import { FieldView } from "./FieldView";
import { PlaceFields } from "./PlaceFields";

interface Props {
  fields: readonly Field[];
  /** What is there; null: it is entered anew. */
  found: object | null;
  /** What a new one begins with. */
  begin?: Readonly<Record<string, string | undefined>>;
  busy: boolean;
  fault: ApiError | null;
  back: string;
  onSave: (body: Record<string, unknown>) => void;
}

/** Something of the brigade's books, entered or changed. A place is shown on the map where its longitude stands. */
export function RecordForm({ fields, found, begin, busy, fault, back, onSave }: Props) {
  const { t } = useForceWords();
  const [draft, setDraft] = useState<Draft>(() => draftOf(fields, found, begin));
  const change = (part: Draft) => {
    setDraft((held) => ({ ...held, ...part }));
  };
  return (
    <Form
      fault={fault}
      data-testid="record"
      onSubmit={() => {
        onSave(bodyOf(fields, draft, found === null));
      }}
      buttons={
        <>
          <button type="submit" className="button strong" disabled={busy}>
            {t(busy ? "form.saving" : "form.save")}
          </button>
          <a className="button quiet" href={back}>
            {t("form.cancel")}
          </a>
        </>
      }
    >
      {fields
        .filter(({ once, name }) => name !== "latitude" && (found === null || !once))
        .map((field) => (
          <Fragment key={field.name}>
            {field.name === "longitude" ? (
              <PlaceFields draft={draft} onChange={change} />
            ) : (
              <FieldView
                field={field}
                value={draft[field.name] ?? ""}
                onChange={(value) => {
                  change({ [field.name]: value });
                }}
              />
            )}
          </Fragment>
        ))}
    </Form>
  );
}
