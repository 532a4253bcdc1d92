import { expect, test } from "vitest";
import { foundOnce } from "../../server/graph/found-once.ts";

test("is computed once, is not copied, and is not enumerable on its object", () => {
    let found = 0;
    const nextNumber = foundOnce((graph: { readonly name: string }) => {
        found += 1;
        return graph.name === "Empty" ? undefined : found;
    });
    const graph = { name: "Net" };
    const empty = { name: "Empty" };
    expect([nextNumber(graph), nextNumber(empty), nextNumber({ ...graph }), nextNumber(graph), nextNumber(empty)])
        .toEqual([1, undefined, 3, 1, undefined]);
    expect(found).toBe(3);
    expect(Reflect.ownKeys({ ...graph })).toEqual(["name"]);
});
