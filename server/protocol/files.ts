import * as v from "valibot";
import type { Described } from "../validation.ts";
import { count } from "./fields.ts";

/** Why the client does not read an existing file. */
export type FileRefusalAnswer = Described<typeof fileRefusalSchema>;
export const fileRefusalSchema = v.object({
    refused: v.picklist(["special", "too-large", "not-text", "outside", "elsewhere", "unsaved"]),
});

/**
 * Client → server: files that were refused may be readable now, because the workspace has become trusted. No
 * parameters.
 */
export const filesReadableNotification = "cnn/filesReadable";

/**
 * Server → client: the text of a file the server cannot read itself.
 * Answer: `string | FileRefusalAnswer | null` (null: no such file).
 */
export const readFileRequest = "cnn/readFile";

/** Server → client: the start of a file that is too long to send. Answer: `FileStart | FileRefusalAnswer | null`. */
export const readFileStartRequest = "cnn/readFileStart";

export type ReadFileStartParams = Described<typeof readFileStartParamsSchema>;
export const readFileStartParamsSchema = v.object({
    uri: v.string(),
    /** The maximum number of bytes. */
    length: count,
});

export type FileStart = Described<typeof fileStartSchema>;
export const fileStartSchema = v.object({
    /** Base64. */
    bytes: v.string(),
    /** Of the whole file, in bytes. */
    fileLength: count,
});

/** Server → client: whether a file exists. Answer: `boolean | FileRefusalAnswer`. */
export const fileExistsRequest = "cnn/fileExists";

/** The parameters of `readFileRequest`, `fileExistsRequest` and `folderEntriesRequest`. */
export type ReadFileParams = Described<typeof readFileParamsSchema>;
export const readFileParamsSchema = v.object({ uri: v.string() });

/** Server → client: the URIs of all `.cnn` files of the workspace. No parameters. Answer: `string[]`. */
export const workspaceFilesRequest = "cnn/workspaceFiles";

export const workspaceFilesSchema = v.array(v.string());

/** Server → client: the entries of a folder, for completing paths. Answer: `FolderEntry[]`; none if unreadable. */
export const folderEntriesRequest = "cnn/folderEntries";

export type FolderEntry = Described<typeof folderEntry>;
const folderEntry = v.object({ name: v.string(), isFolder: v.boolean() });

export const folderEntriesSchema = v.array(folderEntry);
