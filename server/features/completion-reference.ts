import * as v from "valibot";

/** What the documentation of a completion is about. */
export type CompletionReference = v.InferOutput<typeof completionReferenceSchema>;
export const completionReferenceSchema = v.variant("kind", [
    v.object({
        kind: v.picklist(["layer", "keyword", "decorator", "function", "attribute", "snippet"]), name: v.string(),
    }),
    /** A block, function or `let`: of the document and its imports, or of another file that accepting imports. */
    v.object({ kind: v.literal("declaration"), name: v.string(), file: v.exactOptional(v.string()) }),
    v.object({ kind: v.literal("argument"), name: v.string(), callee: v.string(), isDecorator: v.boolean() }),
]);
