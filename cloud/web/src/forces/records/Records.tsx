import type { ComponentType } from "react";

import { useMay } from "../../shell/useMe";
import { useRoute } from "../../shell/useRoute";
import { EditRecord, NewRecord } from "./Edit";
import type { Noun } from "./noun";

interface Props {
  noun: Noun;
  List: ComponentType;
  /** One by itself, where it has a page. */
  One?: ComponentType<{ id: number }>;
  /** What else can be done with one that is changed. */
  Further?: ComponentType<{ id: number }>;
}

/** One kind of the books: all of them, one, one to be changed, or a new one, as the address says. */
export function Records({ noun, List, One, Further }: Props) {
  const { steps } = useRoute();
  const mayEdit = useMay("edit-registry");
  const [, , which, what] = steps;
  if (which === "new" && mayEdit) return <NewRecord noun={noun} />;
  const id = Number(which);
  if (!Number.isSafeInteger(id) || id < 1) return <List />;
  if (mayEdit && (what === "edit" || !One)) {
    return (
      <EditRecord key={id} noun={noun} id={id}>
        {Further && <Further id={id} />}
      </EditRecord>
    );
  }
  return One ? <One key={id} id={id} /> : <List />;
}
