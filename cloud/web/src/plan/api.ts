/** What the API says of floor plans, and what is asked of it. Positions are metres from a plan's lower left corner. */

import { send, upload, type Scope } from "../api/client";
import type { Label, Term } from "../api/types";

export interface BuildingName {
  id: number;
  organisation_id: number;
  name: string;
}

export interface PlanVersion {
  id: number;
  floor_id: number;
  format: "svg" | "png" | "dxf";
  file_name: string;
  address: string;
  /** What was in the file and is not in the drawing, with how often. */
  left_out: Record<string, number>;
  by: string;
  at: number;
}

export type Spot = [x: number, y: number];

export interface RoomShape {
  id: number;
  name: string;
  outline: Spot[];
  approximate: boolean;
}

export interface PointSpot {
  gateway: string;
  part: string;
  name: string;
  component_type: Term;
  room_id: number | null;
  x_m: number | null;
  y_m: number | null;
  /** Its room is known, its position is not. */
  approximate: boolean;
  version: number;
}

export interface Floor {
  id: number;
  level: number;
  name: string;
  width_m: number;
  depth_m: number;
  plan: PlanVersion | null;
  rooms: RoomShape[];
  points: PointSpot[];
}

export interface BuildingPlan {
  id: number;
  organisation_id: number;
  name: string;
  floors: Floor[];
  max_bytes: number;
}

export interface Stray {
  gateway: string;
  part: string;
  name: Label;
  component_type: Term;
  version: number | null;
}

export interface PartPlace {
  building_id: number | null;
  floor_id: number | null;
}

export const placePart = (
  floor: number,
  told: { gateway: string; part: string; x_m: number; y_m: number; version: number | null },
) => send<PointSpot>("PUT", `/floors/${floor}/placements`, told);

export const takeOff = (floor: number, { gateway, part, version }: PointSpot) =>
  send<PointSpot>(
    "DELETE",
    `/floors/${floor}/placements?${new URLSearchParams({ gateway, part, version: String(version) }).toString()}`,
  );

export const uploadPlan = (floor: number, file: File, width: number | undefined) =>
  upload<PlanVersion>("/plans", { floor_id: floor, file_name: file.name.slice(-128), width_m: width }, file);

export const takeDown = (plan: PlanVersion) =>
  send<undefined>("DELETE", `/floors/${plan.floor_id}/plans/${plan.id}`);

export const queryOf = ({ organisation, gateway }: Scope) => ({ organisation, gateway });
