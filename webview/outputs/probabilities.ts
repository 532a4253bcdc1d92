export function sigmoid(number: number): number {
    return 1 / (1 + Math.exp(-number));
}

/** Shares that add up to 1; NaN counts as no share, and an infinite score takes all. */
export function softmax(scores: ArrayLike<number>): readonly number[] {
    const numbers = Array.from(scores);
    const greatest = numbers.reduce((most, score) => (score > most ? score : most), -Infinity);
    const powers = numbers.map((score) =>
        Number.isNaN(score) ? 0 : score === greatest ? 1 : Math.exp(score - greatest));
    const sum = powers.reduce((total, power) => total + power, 0);
    return powers.map((power) => (sum === 0 ? 0 : power / sum));
}

export type ScoreKind = "probabilities" | "independent" | "logits";

/**
 * What scores are by their numbers: probabilities add up to 1, independent scores are only between 0 and 1 each, and
 * others are logits.
 */
export function scoreKind(scores: ArrayLike<number>): ScoreKind {
    let [sum, isBounded] = [0, true];
    for (let i = 0; i < scores.length; i++) {
        const score = scores[i] ?? NaN;
        sum += score;
        isBounded &&= score >= 0 && score <= 1;
    }
    return !isBounded ? "logits" : Math.abs(sum - 1) < 1e-3 ? "probabilities" : "independent";
}
