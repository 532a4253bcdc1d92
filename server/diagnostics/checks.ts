import { skippedInput } from "./checks/skipped-input.ts";

/** Every check there is, one file each. */
export const checks = [
    skippedInput,
] as const;
