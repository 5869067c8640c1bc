import "../styles/pickers.css";

import type { ReactNode } from "react";

import { Icon } from "../components/Icon";
import { usePickerWords } from "./usePickerWords";

interface Props<K extends string | number> {
  label: string;
  items: readonly { key: K; text: string; shown: ReactNode }[];
  onRemove: (key: K) => void;
}

/** What has been chosen, each with a way to take it out again. */
export function Chips<K extends string | number>({ label, items, onRemove }: Props<K>) {
  const { t } = usePickerWords();
  if (items.length === 0) return null;
  return (
    <ul className="chips" aria-label={label}>
      {items.map(({ key, text, shown }) => (
        <li key={key}>
          {shown}
          <button
            type="button"
            className="icon-button"
            aria-label={t("picker.remove", { what: text })}
            onClick={() => {
              onRemove(key);
            }}
          >
            <Icon name="cross" />
          </button>
        </li>
      ))}
    </ul>
  );
}
