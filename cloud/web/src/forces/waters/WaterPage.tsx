import { gatewayHref } from "../../operator/links";
import type { Water } from "../api";
import { OnePage } from "../records/OnePage";
import { useWhose } from "../records/Whose";
import { useBooks, useForceWords } from "../useForceWords";
import { WATERS } from "./noun";
import { Reading, UsableMark } from "./WaterMarks";

/** One water: whether it can be used, what its sensor says, and its facts. */
export function WaterPage({ id }: { id: number }) {
  const { t, speak, figure, date } = useForceWords();
  const books = useBooks();
  const whose = useWhose();
  return (
    <OnePage<Water>
      noun={WATERS}
      id={id}
      facts={(row) => {
        const state = books?.water_states[row.state];
        return [
          { name: t("water.usable"), value: <UsableMark water={row} />, bad: row.usable === "unusable" },
          { name: t("water.reading"), value: <Reading water={row} /> },
          { name: t("field.state"), value: state ? speak(state) : row.state, bad: row.state !== "in-use" },
          { name: t("field.inspected_at"), value: row.inspected_at === null ? "–" : date(row.inspected_at) },
          { name: t("field.kind"), value: speak(row.kind_name) },
          { name: t("field.number"), value: <span className="code">{row.number}</span> },
          ...whose(row),
          { name: t("field.address"), value: row.address || "–" },
          { name: t("field.owner"), value: row.owner || "–" },
          { name: t("field.flow_l_s"), value: row.flow_l_s === null ? "–" : figure(row.flow_l_s) },
          { name: t("field.capacity_m3"), value: row.capacity_m3 === null ? "–" : figure(row.capacity_m3) },
          ...(row.gateway === null
            ? []
            : [
                {
                  name: t("water.point"),
                  value: (
                    <a className="code" href={gatewayHref(row.gateway)}>
                      {row.gateway} / {row.part}
                    </a>
                  ),
                },
              ]),
        ];
      }}
    />
  );
}
