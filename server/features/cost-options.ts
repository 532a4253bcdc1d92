import type { Device } from "../graph/figures.ts";
import { defaultTraining, type Training } from "../graph/training-memory.ts";

/** How costs are counted that depend on more than the network. */
export interface CostOptions {
    readonly training: Training;
    /** Undefined if the user names none. */
    readonly device: Device | undefined;
}

export const defaultCostOptions: CostOptions = { training: defaultTraining, device: undefined };
