import { memo } from "react";

import { boundsOf, type Mark, type Way } from "../../map/marks";
import { RegionMap } from "../../map/RegionMap";

interface Props {
  label: string;
  marks: readonly Mark[];
  ways: readonly Way[];
}

const placesOf = ({ marks, ways }: Props) => [...ways.flatMap(({ line }) => [...line]), ...marks.map(({ at }) => at)];

/** The map of a crew's page, drawn anew only when something on it is another than it was: answers come every other second. */
export const CrewMap = memo(
  function CrewMap(props: Props) {
    const { label, marks, ways } = props;
    return (
      <div className="crew-map">
        <RegionMap label={label} marks={marks} ways={ways} bounds={boundsOf(placesOf(props), 0.006)} />
      </div>
    );
  },
  (before, after) => JSON.stringify(before) === JSON.stringify(after),
);
