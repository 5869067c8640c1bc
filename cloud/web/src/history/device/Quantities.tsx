import { hrefWith } from "../../shell/route";
import { goTo, useRoute } from "../../shell/useRoute";
import { useHistoryWords, useVocabulary } from "../useHistoryWords";

/** So many quantities are shown unless others are asked for. */
const SHOWN = 4;

/** What the address asks for of what there is; nothing asked: those that say something of the room. */
export function chosenOf(types: readonly number[], asked: string | undefined, usual: (type: number) => boolean): number[] {
  const wanted = asked === undefined ? null : new Set(asked.split(",").map(Number));
  const drawn = types.filter(usual);
  return wanted ? types.filter((type) => wanted.has(type)) : (drawn.length > 0 ? drawn : types).slice(0, SHOWN);
}

/** Which of a part's quantities stand below each other. */
export function Quantities({ types, chosen }: { types: readonly number[]; chosen: readonly number[] }) {
  const { t } = useHistoryWords();
  const vocabulary = useVocabulary();
  const route = useRoute();
  if (types.length < 2) return null;
  return (
    <fieldset className="hi-quantities">
      <legend>{t("curve.quantities")}</legend>
      {types.map((type) => (
        <label key={type}>
          <input
            type="checkbox"
            checked={chosen.includes(type)}
            onChange={(event) => {
              const next = types.filter((each) => (each === type ? event.target.checked : chosen.includes(each)));
              goTo(hrefWith(route, { q: next.join(",") || "0" }));
            }}
          />
          {vocabulary.analog(type).name}
        </label>
      ))}
    </fieldset>
  );
}
