import { beforeAll, describe, expect, test } from "vitest";
import { ruleText } from "../../server/diagnostics/size-rule-text.ts";
import { inputRule } from "../../server/graph/input-rule.ts";
import { hasSize } from "../../server/sizes/size-set.ts";
import { fc, seed } from "../support/fast-check.ts";
import { analyzeText } from "../support/memory-host.ts";
import { errorsOf, judgedHeights, makeUp, modelOf } from "../support/size-networks.ts";
import { takenSizes } from "../support/sizeless-onnx.ts";
import { encodersAndDecoders } from "./encoders-decoders.ts";

/** `npm run test:deep` runs more. */
const networkCount = Number(process.env["CNN_NETWORKS"] ?? 60);
const runs = Math.ceil(networkCount / 3);
/** Each analyses its network at every height, up to its errors. */
const checkedRuns = Math.ceil(networkCount / 12);

beforeAll(() => {
    console.log(`${runs} random encoders and decoders, seed ${seed}`);
});

describe(`the rule of random encoders and decoders, seed ${seed}`, () => {
    test.each([1, 2] as const)("agrees with ONNX Runtime, with spatial axes: %i", { timeout: runs * 5000 }, async (axes) => {
        const networks = encodersAndDecoders(axes).filter((text) => errorsOf(analyzeText(text)).length === 0);
        await fc.assert(fc.asyncProperty(networks, async (text) => {
            const taken = await takenSizes(modelOf(text), "H", judgedHeights);
            expectAgreement(text, (height) => (taken.has(height) ? undefined : "ONNX Runtime refuses it"));
        }), { numRuns: runs });
    });

    test("agrees with checking each height", { timeout: checkedRuns * 10_000 }, () => {
        fc.assert(fc.property(encodersAndDecoders(1), (text) => {
            const expected = makeUp(modelOf(text));
            const wrong = new Map(judgedHeights.map((height) => [height, wrongAt(text, height, expected)]));
            // If the default size is wrong, not all tensors are known; and some networks have mistakes that no size
            // fixes.
            fc.pre(!expected.includes("?") && [...wrong.values()].includes(undefined));
            expectAgreement(text, (height) => wrong.get(height));
        }), { numRuns: checkedRuns });
    });
});

/** The errors at a height, or that it makes a different network than the default does. */
function wrongAt(text: string, height: number, expected: string): string | undefined {
    const there = analyzeText(text, {}, { samples: new Map([["H", height]]) });
    const [graph] = there.models;
    const isAnother = graph === undefined || makeUp(graph) !== expected;
    return errorsOf(there)[0] ?? (isAnother ? "it is another network" : undefined);
}

/** Fails at the first height for which the rule and the check disagree. */
function expectAgreement(text: string, wrong: (height: number) => string | undefined): void {
    const [rule] = inputRule(modelOf(text)).sizes;
    for (const height of judgedHeights) {
        const found = wrong(height);
        if ((found === undefined) !== (rule !== undefined && hasSize(rule.fits, height))) {
            expect.fail(`${height}: ${rule === undefined ? "no rule" : ruleText(rule)}, but ${found ?? "it runs"}\n${text}`);
        }
    }
}
