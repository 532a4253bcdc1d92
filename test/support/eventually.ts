import { vi } from "vitest";

/** Repeats a check until it passes. Its limit is for what never will, not for a slow machine. */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
    return vi.waitFor(check, { timeout: 120_000 });
}
