import { FilterSelect } from "../../operator/works/Filters";
import type { Books } from "../api";
import { useBooks, useForceWords } from "../useForceWords";

type Labels = Exclude<keyof Books, "capabilities">;

/** A choice among the codes of one of the centre's tables. */
export function BookFilter({ name, label, of }: { name: string; label: string; of: Labels }) {
  const { t, speak } = useForceWords();
  const books = useBooks();
  const codes = Object.entries(books?.[of] ?? {});
  return (
    <FilterSelect
      name={name}
      label={label}
      options={[
        { value: "", text: t("list.all") },
        ...codes.map(([code, label]) => ({ value: code, text: speak(label) })),
      ]}
    />
  );
}
