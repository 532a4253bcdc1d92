/** The costs that can be limited: learned numbers, multiply-adds, bytes of inference on one image. */
export const limitedCosts = ["parameters", "macs", "memory"] as const;
export type LimitedCost = (typeof limitedCosts)[number];
export type CostBudget = Readonly<Partial<Record<LimitedCost, number>>>;
