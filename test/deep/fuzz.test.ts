import { test } from "vitest";
import { fc } from "../support/fast-check.ts";
import { randomCases } from "./random-cases.ts";
import { checkText } from "./text-invariants.ts";

test("any text is answered, the same way twice, incrementally and after formatting", () => {
    fc.assert(fc.property(randomCases, ({ text, next, place }) => {
        checkText(text, next, place);
    }), { numRuns: 60 });
});
