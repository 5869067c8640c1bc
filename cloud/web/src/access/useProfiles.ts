import type { Label } from "../api/types";
import { useData } from "../operator/useData";

export interface Profile {
  profile: string;
  label: Label;
  /** Of transmission devices: by which habit the address is read. */
  device_address: string | null;
}

/** The profiles by which the centre reads transmission devices, or devices that speak JSON. */
export function useProfiles(way: "uitd" | "json_device"): readonly Profile[] {
  return useData<{ items: Profile[] }>("/device-profiles", { way }).data?.items ?? [];
}
