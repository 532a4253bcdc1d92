/** The exponent of the power law nearest to the measured amounts: the slope of log amount over log size. */
export function growthExponent(measured: readonly { readonly size: number; readonly amount: number }[]): number {
    const points = measured.map(({ size, amount }) => ({ x: Math.log(size), y: Math.log(amount) }));
    const mean = (of: readonly number[]): number => of.reduce((sum, one) => sum + one, 0) / of.length;
    const [x0, y0] = [mean(points.map(({ x }) => x)), mean(points.map(({ y }) => y))];
    const covariance = mean(points.map(({ x, y }) => (x - x0) * (y - y0)));
    return covariance / mean(points.map(({ x }) => (x - x0) ** 2));
}
