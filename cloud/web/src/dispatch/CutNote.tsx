import { useDispatch } from "./useDispatch";
import { useDispatchWords } from "./useDispatchWords";

/** That nothing is heard, and since when: what is shown may be old. */
export function CutNote() {
  const { cut, offset } = useDispatch();
  const { t, clock } = useDispatchWords();
  if (cut === null) return null;
  return (
    <p className="dp-cut" role="alert" data-testid="cut">
      {t("cut", { time: clock(cut + offset) })}
    </p>
  );
}
