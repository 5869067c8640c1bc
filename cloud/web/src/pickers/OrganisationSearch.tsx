import { useState } from "react";

import type { Label } from "../api/types";
import { useData } from "../operator/useData";
import { usePickerWords } from "./usePickerWords";

export interface Found {
  id: string;
  name: string;
  area: string;
  area_name: Label;
}

interface Props {
  label: string;
  /** Those that need not be offered. */
  without?: readonly number[];
  onChoose: (found: Found) => void;
}

/** Finds an organisation by name, pinyin, initials or number. */
export function OrganisationSearch({ label, without = [], onChoose }: Props) {
  const { t, speak } = usePickerWords();
  const [text, setText] = useState("");
  const loaded = useData<{ items: Found[] }>(text.trim() ? "/search" : null, {
    q: text.trim(),
    kind: "organisation",
    limit: 8,
  });
  const found = loaded.data?.items.filter(({ id }) => !without.includes(Number(id)));
  return (
    <div className="op-field">
      <label>
        <span>{label}</span>
        <input
          type="search"
          value={text}
          maxLength={64}
          placeholder={t("picker.hint")}
          onChange={(event) => {
            setText(event.target.value);
          }}
          onKeyDown={(event) => {
            // Enter looks; it does not send the form around.
            if (event.key === "Enter") event.preventDefault();
          }}
        />
      </label>
      <p className="visually-hidden" role="status">
        {found ? t("picker.found", { number: found.length }) : ""}
      </p>
      {found && (
        <ul className="op-choices" aria-label={t("picker.results")}>
          {found.map((each) => (
            <li key={each.id}>
              <button
                type="button"
                className="button quiet wide"
                onClick={() => {
                  setText("");
                  onChoose(each);
                }}
              >
                {each.name} <span className="muted">{speak(each.area_name)}</span>
              </button>
            </li>
          ))}
          {found.length === 0 && <li className="muted">{t("picker.nothing")}</li>}
        </ul>
      )}
    </div>
  );
}
