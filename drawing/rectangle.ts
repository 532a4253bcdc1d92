import type { Rectangle } from "./layout/layout-messages.ts";

/** Whether two rectangles have a point in common. */
export function overlap(a: Rectangle, b: Rectangle): boolean {
    return a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height;
}
