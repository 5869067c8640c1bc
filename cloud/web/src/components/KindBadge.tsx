import { useTerms } from "../hooks/useDesk";
import { KindIcon } from "./KindIcon";

/** A kind as icon and word. */
export function KindBadge({ kind }: { kind: string }) {
  const terms = useTerms();
  return (
    <span className="kind" data-kind={kind}>
      <KindIcon kind={kind} />
      <span>{terms.kind(kind)}</span>
    </span>
  );
}
