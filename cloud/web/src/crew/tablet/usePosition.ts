import { useEffect, useState } from "react";

import { tell } from "../api";

const EVERY_MS = 5_000;

/** Tells where the tablet is, once somebody has said that it may, where the vehicle has no terminal. */
export function usePosition(token: string, wanted: boolean) {
  const [on, setOn] = useState(false);
  useEffect(() => {
    if (!on || !wanted) return;
    let told = 0;
    const watch = navigator.geolocation.watchPosition(({ coords, timestamp }) => {
      if (Date.now() - told < EVERY_MS) return;
      told = Date.now();
      // What does not get through is old by the next one: it is not kept.
      void tell(token, "/unit/position", {
        latitude: coords.latitude,
        longitude: coords.longitude,
        speed_kmh: Math.min(400, Math.max(0, (coords.speed ?? 0) * 3.6)),
        at: Math.round(timestamp),
      });
    });
    return () => {
      navigator.geolocation.clearWatch(watch);
    };
  }, [on, wanted, token]);
  return {
    can: wanted && "geolocation" in navigator,
    on,
    toggle: () => {
      setOn((before) => !before);
    },
  };
}
