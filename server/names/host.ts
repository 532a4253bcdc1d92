import type { TensorFileFailure, TensorTable } from "../weights/safetensors.ts";

/** Gives the analysis access to everything outside the text. The analysis itself does no I/O. */
export interface AnalysisHost {
    /** The file's text; undefined if there is no such file; "pending" if it is not read yet. */
    readText(uri: string): HostText;
    /** Why a file that exists is treated as if it did not; undefined if it is read, does not exist, or is pending. */
    refusal(uri: string): FileRefusal | undefined;
    /** Whether a file exists (labels, weights). */
    exists(uri: string): boolean | "pending";
    /** The table of tensors in a safetensors file, or why it cannot be read; otherwise as `readText`. */
    readTensors(uri: string): HostTensors;
    /** The URI of a path relative to a file. */
    resolve(base: string, path: string): string;
}

/** Why an existing file is not read. */
export type FileRefusal = (typeof fileRefusals)[number];
export const fileRefusals = [
    /** A folder, a device or a pipe. */
    "special",
    /** A text of more than `limits.importedBytes` bytes. */
    "too-large",
    /** Not a text: it contains null bytes. */
    "not-text",
    /** Outside the folders of a workspace that is not trusted. */
    "outside",
    /** On another machine than the files of the workspace. */
    "elsewhere",
    /** Relative to a document that has no place yet. */
    "unsaved",
] as const;

/** Whether bytes are those of a binary file. */
export function isBinary(bytes: Uint8Array): boolean {
    return bytes.subarray(0, 8192).includes(0);
}

export type HostText = { readonly text: string } | undefined | "pending";

export type HostTensors = TensorTable | TensorFileFailure | undefined | "pending";
