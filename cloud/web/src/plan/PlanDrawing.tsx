import type { Floor } from "./api";
import { toScreen, type Size, type View } from "./viewport";

interface Props {
  floor: Floor;
  view: View;
  size: Size;
}

/** A room's name is written where it fits: about so many pixels a letter, Chinese ones twice. */
const LETTER_PX = 6.6;
const lengthOf = (text: string) => text.length + (text.match(/[\u2e80-\uffef]/g)?.length ?? 0);

function RoomNames({ floor, view, size }: Props) {
  return floor.rooms.map((room) => {
    const xs = room.outline.map(([x]) => x);
    const top = Math.max(...room.outline.map(([, y]) => y));
    const [left, right] = [Math.min(...xs), Math.max(...xs)];
    const width = (right - left) * view.scale;
    if (lengthOf(room.name) * LETTER_PX > width - 8) return null;
    const at = toScreen(view, size, (left + right) / 2, top);
    return (
      <text key={room.id} className="plan-room-name" x={at.x} y={at.y + 16}>
        {room.name}
      </text>
    );
  });
}

/** The floor as paper: the plan that was uploaded, or its rooms. The marks lie over it. */
export function PlanDrawing({ floor, view, size }: Props) {
  const corner = toScreen(view, size, 0, floor.depth_m);
  return (
    <svg className="plan-drawing" width={size.width} height={size.height} aria-hidden="true">
      <g transform={`translate(${corner.x} ${corner.y}) scale(${view.scale})`}>
        <rect className="plan-sheet" width={floor.width_m} height={floor.depth_m} />
        {floor.plan ? (
          <image
            href={floor.plan.address}
            width={floor.width_m}
            height={floor.depth_m}
            preserveAspectRatio="none"
          />
        ) : (
          floor.rooms.map((room) => (
            <polygon
              key={room.id}
              className="plan-room"
              data-approximate={room.approximate || undefined}
              points={room.outline.map(([x, y]) => `${x},${floor.depth_m - y}`).join(" ")}
            />
          ))
        )}
      </g>
      {!floor.plan && <RoomNames floor={floor} view={view} size={size} />}
    </svg>
  );
}
