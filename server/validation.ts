import * as v from "valibot";

/** A schema of any kind: what it accepts is its output. */
export type AnySchema = v.GenericSchema<unknown, unknown>;

/** The type of the values that a schema accepts, deeply read-only. */
export type Described<Schema extends AnySchema> = Immutable<v.InferOutput<Schema>>;

/** `T` with every field and every list read-only, at any depth. */
type Immutable<T> = T extends readonly unknown[]
    ? { readonly [Index in keyof T]: Immutable<T[Index]> }
    : T extends ReadonlyMap<infer Key, infer Value>
      ? ReadonlyMap<Key, Immutable<Value>>
      : T extends ArrayBuffer | ArrayBufferView
        ? T
        : T extends object
          ? { readonly [Name in keyof T]: Immutable<T[Name]> }
          : T;

export type Validation<T> = { readonly value: T } | { readonly problem: string };

/**
 * Checks data from another process, or from a file, against a schema. Returns the data without unknown fields, or the
 * first mismatch: `graph.nodes.0.shape must be string`.
 */
export function validate<Schema extends AnySchema>(schema: Schema, data: unknown): Validation<Described<Schema>> {
    const result = v.safeParse(schema, data, { abortEarly: true });
    if (result.success) {
        return { value: result.output as Described<Schema> };
    }
    const [issue] = result.issues;
    const place = v.getDotPath(issue) ?? "the message";
    const isMissing = issue.received === "undefined";
    return { problem: isMissing ? `${place} is missing` : `${place} must be ${issue.expected ?? issue.type.replace("_", " ")}` };
}
