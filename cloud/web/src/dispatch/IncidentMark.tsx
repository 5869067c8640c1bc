import { MarkImage } from "../map/MarkImage";
import { gradeTone } from "../map/shapes";
import type { Incident } from "./api";
import { useDispatchWords } from "./useDispatchWords";

/** A grade by shape, number and word. */
export function GradeMark({ incident }: { incident: Pick<Incident, "grade" | "grade_name"> }) {
  const { speak } = useDispatchWords();
  return (
    <span className="dp-grade" data-grade={incident.grade}>
      <MarkImage shape="incident" tone={gradeTone(incident.grade)} stale={false} sign={String(incident.grade)} />
      {speak(incident.grade_name)}
    </span>
  );
}
