import { useTranslation } from "react-i18next";

import { useDesk } from "../hooks/useDesk";
import { useNow } from "../hooks/useNow";
import { ageOf } from "../time/age";

/** How long ago, by the server's clock, ticking. */
export function Age({ ts }: { ts: number | null }) {
  const { t } = useTranslation();
  const { state } = useDesk();
  const age = ageOf(ts, useNow(state.offset));
  const text = age.unit === "unknown" ? t("age.unknown") : t(`age.${age.unit}`, { ...age });
  return <span className={`age age-${age.unit}`}>{text}</span>;
}
