import type { TensorFileFailure, TensorTable } from "../weights/safetensors.ts";

/** How analysis reaches what is outside the text. It does no I/O of its own. */
export interface AnalysisHost {
    /** The file's text; undefined if there is no such file; "pending" if that is not known yet. */
    readText(uri: string): HostText;
    /** Whether a file is there (labels, weights). */
    exists(uri: string): boolean | "pending";
    /** The table of the tensors in a safetensors file, or why it cannot be read; otherwise as `readText`. */
    readTensors(uri: string): HostTensors;
    /** The URI of a path relative to a file. */
    resolve(base: string, path: string): string;
}

export type HostText = { readonly text: string } | undefined | "pending";

export type HostTensors = TensorTable | TensorFileFailure | undefined | "pending";
