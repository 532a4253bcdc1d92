import type { TensorFileFailure, TensorTable } from "../weights/safetensors.ts";

/** Gives the analysis access to everything outside the text. The analysis itself does no I/O. */
export interface AnalysisHost {
    /** The file's text; undefined if there is no such file; "pending" if it is not read yet. */
    readText(uri: string): HostText;
    /** Whether a file exists (labels, weights). */
    exists(uri: string): boolean | "pending";
    /** The table of tensors in a safetensors file, or why it cannot be read; otherwise as `readText`. */
    readTensors(uri: string): HostTensors;
    /** The URI of a path relative to a file. */
    resolve(base: string, path: string): string;
}

export type HostText = { readonly text: string } | undefined | "pending";

export type HostTensors = TensorTable | TensorFileFailure | undefined | "pending";
