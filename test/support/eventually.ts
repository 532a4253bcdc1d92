import { vi } from "vitest";

/** Repeats a check until it passes. The limit is for checks that never will, not for slow machines. */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
    return vi.waitFor(check, { timeout: 120_000 });
}
