import { expect, test } from "vitest";
import { StepPaths, type StepPath } from "../../server/evaluation/paths.ts";
import { fc } from "../support/fast-check.ts";

const root: StepPath = { path: "", weightPath: "" };
const steps = fc.constantFrom("a", "b", "0", "a_2", "a.b", "b.a.0", "a.b_2");

test("gives every step a unique path, the preferred one if it is free", () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(), steps, fc.boolean())), (taken) => {
        const paths = new StepPaths();
        const bases = [root];
        const known = new Set<string>();
        for (const [at, step, isShared] of taken) {
            const base = bases[at % bases.length] ?? root;
            const found = isShared ? paths.takeShared(base, step) : paths.take(base, step);
            const wanted = base.path === "" ? step : `${base.path}.${step}`;
            expect(known).not.toContain(found.path);
            expect(found.path === wanted).toBe(!known.has(wanted));
            known.add(found.path);
            bases.push(found);
        }
    }));
});
