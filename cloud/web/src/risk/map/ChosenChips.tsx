import { Chips } from "../../pickers/Chips";
import { hrefWith } from "../../shell/route";
import { goTo, useRoute } from "../../shell/useRoute";
import { useRiskWords } from "../useRiskWords";
import { cellsOf } from "./chosen";

/** What of the map is chosen, each to be taken away. */
export function ChosenChips() {
  const { t, number } = useRiskWords();
  const route = useRoute();
  const cells = cellsOf(route.query.cells).length;
  const items = [
    ...(cells > 0 ? [{ key: "cells", text: t("chosen.cells", { number: number(cells) }) }] : []),
    ...(route.query.outline ? [{ key: "outline", text: t("chosen.outline") }] : []),
  ];
  return (
    <Chips
      label={t("chosen.label")}
      items={items.map((item) => ({ ...item, shown: item.text }))}
      onRemove={(key) => {
        goTo(hrefWith(route, { [key]: null }));
      }}
    />
  );
}
