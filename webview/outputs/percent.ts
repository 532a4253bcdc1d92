import { text } from "../../server/text.ts";

/** A share in percent with at most one decimal: "97 %", "2.3 %", "< 0.1 %". */
export function formatPercent(share: number): string {
    if (!Number.isFinite(share)) {
        return text("not a number");
    }
    const percent = share * 100;
    if (percent > 0 && percent < 0.05) {
        return "< 0.1 %";
    }
    return percent >= 9.95 || percent === 0 ? `${Math.round(percent)} %` : `${percent.toFixed(1)} %`;
}
