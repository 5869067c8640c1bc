import { useState } from "react";

import { Field, FieldFault } from "../../forms/Field";
import { useData } from "../../operator/useData";
import { Chips } from "../../pickers/Chips";
import { OrganisationName } from "../../pickers/OrganisationName";
import { OrganisationSearch } from "../../pickers/OrganisationSearch";
import { useForceWords } from "../useForceWords";
import type { Picked } from "./fields";
import { choiceOf, choicesOf, PICKS, type Listed } from "./picks";

interface Props<P extends Picked = Picked> {
  label: string;
  /** The name under which the centre is sent it. */
  at: string;
  of: P;
  /** Its number; empty: none. */
  value: string;
  required?: boolean | undefined;
  onChange: (value: string) => void;
}

const MOST = 8;

function Search({ label, at, of, required = false, onChange }: Props<Listed>) {
  const { t } = useForceWords();
  const [text, setText] = useState("");
  const asked = required || text.trim() !== "";
  const loaded = useData<Record<string, unknown>>(asked ? PICKS[of].path : null, { q: text.trim(), limit: MOST });
  const found = loaded.data && choicesOf(of, loaded.data);
  return (
    <div className="fo-pick">
      <Field
        label={label}
        at={at}
        control={(invalid) => (
          <input
            {...invalid}
            type="search"
            value={text}
            required={required}
            maxLength={64}
            placeholder={t(`pick.${of}`)}
            onChange={(event) => {
              setText(event.target.value);
            }}
            onKeyDown={(event) => {
              // Enter looks; it does not send the form around.
              if (event.key === "Enter") event.preventDefault();
            }}
          />
        )}
      />
      <p className="visually-hidden" role="status">
        {found ? t("pick.found", { count: found.length }) : ""}
      </p>
      {found && (
        <ul className="op-choices" aria-label={label}>
          {found.map((choice) => (
            <li key={choice.id}>
              <button
                type="button"
                className="button quiet wide"
                onClick={() => {
                  onChange(String(choice.id));
                }}
              >
                {choice.text}
              </button>
            </li>
          ))}
          {found.length === 0 && <li className="muted">{t("pick.nothing")}</li>}
        </ul>
      )}
    </div>
  );
}

function Called({ of, id }: { of: Listed; id: string }) {
  const { data } = useData<{ id: number }>(`${PICKS[of].path}/${id}`);
  return <>{data ? choiceOf(of, data).text : `#${id}`}</>;
}

/** One of the centre's: looked for, shown once it is chosen, and taken out again. */
export function PickField({ label, at, of, value, required, onChange }: Props) {
  if (value === "") {
    return of === "organisation" ? (
      <OrganisationSearch
        label={label}
        onChoose={({ id }) => {
          onChange(id);
        }}
      />
    ) : (
      <Search label={label} at={at} of={of} value={value} required={required} onChange={onChange} />
    );
  }
  return (
    <div className="op-field">
      <span>{label}</span>
      <Chips
        label={label}
        items={[
          {
            key: value,
            text: label,
            shown: of === "organisation" ? <OrganisationName id={Number(value)} /> : <Called of={of} id={value} />,
          },
        ]}
        onRemove={() => {
          onChange("");
        }}
      />
      <FieldFault at={at} />
    </div>
  );
}
