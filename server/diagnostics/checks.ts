import { accidentalBroadcast } from "./checks/accidental-broadcast.ts";
import { droppedBorder } from "./checks/dropped-border.ts";
import { mostlyPadding } from "./checks/mostly-padding.ts";
import { noShortcut } from "./checks/no-shortcut.ts";
import { redundantBias } from "./checks/redundant-bias.ts";
import { skippedInput } from "./checks/skipped-input.ts";
import { unevenSame } from "./checks/uneven-same.ts";

/** Every check there is, one file each. */
export const checks = [
    accidentalBroadcast, droppedBorder, mostlyPadding, noShortcut, redundantBias, skippedInput, unevenSame,
] as const;
