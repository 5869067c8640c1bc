import { MarkImage } from "./MarkImage";
import type { Mark } from "./marks";

/** The marks of a layer in words, the most urgent first: for the keyboard, and for those who see no map. */
export function MarkList({
  label,
  marks,
  selected,
  onSelect,
  empty,
}: {
  label: string;
  marks: readonly Mark[];
  selected: string | null;
  onSelect: (id: string) => void;
  empty: string;
}) {
  if (marks.length === 0) return <p className="rm-none muted">{empty}</p>;
  return (
    <ul className="rm-list" aria-label={label}>
      {[...marks]
        .sort((a, b) => b.rank - a.rank)
        .map((mark) => (
          <li key={mark.id}>
            <button
              type="button"
              aria-pressed={mark.id === selected}
              onClick={() => {
                onSelect(mark.id);
              }}
            >
              <MarkImage shape={mark.shape} tone={mark.tone} stale={mark.stale} sign={mark.sign} />
              <span>{mark.label}</span>
            </button>
          </li>
        ))}
    </ul>
  );
}
