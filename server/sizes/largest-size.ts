/** The largest supported size of an axis: what is computed from such sizes stays exact. */
export const largestSize = 2 ** 31 - 1;
