import { limitedCosts, readAmount, type CostBudget } from "../service.ts";
import { Misuse } from "./misuse.ts";

/** `--max-params`, `--max-macs` and `--max-memory`. */
export interface BudgetOptions {
    readonly maxParams?: number;
    readonly maxMacs?: number;
    readonly maxMemory?: number;
}

export function budgetFrom({ maxParams, maxMacs, maxMemory }: BudgetOptions): CostBudget {
    return {
        ...(maxParams === undefined ? {} : { parameters: maxParams }),
        ...(maxMacs === undefined ? {} : { macs: maxMacs }),
        ...(maxMemory === undefined ? {} : { memory: maxMemory }),
    };
}

/** `parameters=5M,macs=600M,memory=2GB` */
export function readBudget(text: string): CostBudget {
    return Object.fromEntries(text.split(",").map((part) => {
        const [name, amount] = part.split("=").map((side) => side.trim());
        const cost = limitedCosts.find((one) => one === name);
        const limit = readAmount(amount ?? "");
        if (cost === undefined || limit === undefined) {
            throw new Misuse(`--budget ${text}: write limits of ${limitedCosts.join(", ")}, such as macs=600M`);
        }
        return [cost, limit];
    }));
}
