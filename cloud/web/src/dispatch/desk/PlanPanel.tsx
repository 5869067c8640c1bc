import { lazy, Suspense } from "react";

import { useDispatchWords } from "../useDispatchWords";

const SitePlan = lazy(async () => ({ default: (await import("./SitePlan")).SitePlan }));

/** The plan of the building with what rings on it; it is loaded when it is looked at. */
export function PlanPanel({ building, organisation }: { building: number; organisation: number }) {
  const { t } = useDispatchWords();
  return (
    <Suspense
      fallback={
        <p role="status" className="empty">
          {t("loading")}
        </p>
      }
    >
      <SitePlan key={building} building={building} organisation={organisation} />
    </Suspense>
  );
}
