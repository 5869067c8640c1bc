import { useRoomWords } from "../useRoomWords";
import type { Status } from "./status";

/** A shape a status: told apart without colour. */
const SHAPES: Record<Status, string> = {
  alarm: "M8 1.500 15 14.500H1Z",
  fault: "M5 2h6l3 6-3 6H5L2 8Z M8 5v3.500 M8 11v.1",
  offline: "M3 3l10 10M13 3 3 13",
  disabled: "M8 2a6 6 0 1 0 .01 0M3.800 3.800l8.400 8.400",
  acting: "M3 3l10 5-10 5Z",
  unknown: "M6 6a2 2 0 1 1 2.800 1.900c-.6.300-.8.700-.8 1.400M8 12.200v.1",
  normal: "M3 8.500 6.500 12 13 4.500",
};

export function StatusMark({ status, bare = false }: { status: Status; bare?: boolean }) {
  const { t } = useRoomWords();
  return (
    <span className="status-mark" data-status={status}>
      <svg className="status-icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <path d={SHAPES[status]} />
      </svg>
      <span className={bare ? "visually-hidden" : ""}>{t(`status.${status}`)}</span>
    </span>
  );
}
