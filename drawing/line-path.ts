import type { Rectangle } from "./layout/layout-messages.ts";
import type { Point } from "./layout/level.ts";

/** The radius of the corners of lines. */
const radius = 6;

/** A line through points, with rounded corners. */
export function linePath(points: readonly Point[]): string {
    const corners = withoutStraight(points);
    return corners
        .map((point, number) => {
            const before = corners[number - 1];
            const after = corners[number + 1];
            if (before === undefined) {
                return `M${point.x} ${point.y}`;
            }
            if (after === undefined) {
                return `L${point.x} ${point.y}`;
            }
            const start = towards(point, before);
            const end = towards(point, after);
            return `L${start.x} ${start.y}Q${point.x} ${point.y} ${end.x} ${end.y}`;
        })
        .join("");
}

export function rectanglePath({ x, y, width, height }: Rectangle): string {
    return `M${x} ${y}h${width}v${height}h${-width}z`;
}

/** The point on the way to another where the corner's curve starts: at most half way. */
function towards(from: Point, to: Point): Point {
    const distance = Math.hypot(to.x - from.x, to.y - from.y);
    const part = distance === 0 ? 0 : Math.min(radius, distance / 2) / distance;
    return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

/** Drops points in the middle of a straight section. */
function withoutStraight(points: readonly Point[]): readonly Point[] {
    return points.filter((point, number) => {
        const before = points[number - 1];
        const after = points[number + 1];
        if (before === undefined || after === undefined) {
            return true;
        }
        const turn = (point.x - before.x) * (after.y - point.y) - (point.y - before.y) * (after.x - point.x);
        return Math.abs(turn) > 0.01;
    });
}
