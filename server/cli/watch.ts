import { existsSync, watch as watchFolder, type FSWatcher } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { countOf } from "../quantities.ts";
import { check, type Checked, type CheckOptions } from "./check.ts";
import { tally, type ExitCode } from "./commands.ts";
import { expandFolders, foldersIn, isFolder } from "./files.ts";
import { print } from "./output.ts";

/** How long changes are gathered: editors save in several steps. */
const gatheringMilliseconds = 100;

/**
 * Checks files, and again after changes of them, their imports, labels and weights, until Ctrl-C. The lines around each
 * check are those that the problem matcher `$cnn-watch` expects. Calls `onEnd` with the last exit code.
 */
export function watch(paths: readonly string[], options: CheckOptions, onEnd: (code: ExitCode) => void): void {
    const watchers = new Map<string, FSWatcher>();
    let relevant: ReadonlySet<string> = new Set();
    let timer: NodeJS.Timeout | undefined;
    let last: Checked | undefined;

    const changed = (): void => {
        clearTimeout(timer);
        timer = setTimeout(run, gatheringMilliseconds);
    };
    /**
     * Watches these folders and no others; whether some of them were not watched before. Folders are watched instead of
     * files, because editors replace a file when they save it.
     */
    const follow = (folders: ReadonlySet<string>): boolean => {
        const before = new Set(watchers.keys());
        for (const [folder, watcher] of watchers) {
            if (!folders.has(folder)) {
                watcher.close();
                watchers.delete(folder);
            }
        }
        for (const folder of folders) {
            if (!watchers.has(folder)) {
                const watcher = open(folder);
                if (watcher !== undefined) {
                    watchers.set(folder, watcher);
                }
            }
        }
        return [...watchers.keys()].some((folder) => !before.has(folder));
    };
    const open = (folder: string): FSWatcher | undefined => {
        try {
            const watcher = watchFolder(folder, (_, name) => {
                // Some systems do not name the file. The deletion of a folder has the name of the folder.
                if (name === null || concerns(join(folder, name), folder)) {
                    changed();
                }
            });
            watcher.on("error", () => {
                watcher.close();
                watchers.delete(folder);
                changed();
            });
            return watcher;
        } catch {
            return undefined;
        }
    };
    const concerns = (path: string, folder: string): boolean => {
        const isNewFile = path.endsWith(".cnn") && paths.some((one) => isFolder(one));
        return relevant.has(path) || isNewFile || path === join(folder, folder.split(/[\\/]/).at(-1) ?? "") ||
            isFolder(path) || [...relevant].some((file) => file.startsWith(join(path, "/")));
    };
    const foldersOf = (files: Iterable<string>): ReadonlySet<string> => new Set([
        ...[...files].map(nearestFolder), ...paths.filter(isFolder).flatMap((folder) => foldersIn(resolve(folder))),
    ]);
    const run = (): void => {
        // Before anything is read, or a change in between would not be seen.
        follow(foldersOf([...paths.map((path) => resolve(path)), ...relevant]));
        const count = expandFolders(paths).length;
        print(`[cnn] Checking ${countOf(count, "file")}.\n`);
        last = check(paths, options);
        relevant = new Set([...last.dependencies].filter(isLocal).map((uri) => fileURLToPath(uri)));
        const readUnwatched = follow(foldersOf(relevant));
        const found = last.diagnostics.length === 0 ? "no problems" : tally(last.diagnostics);
        print(`[cnn] Found ${found}. Watching for changes.\n`);
        if (readUnwatched) {
            changed();
        }
    };
    run();
    process.once("SIGINT", () => {
        clearTimeout(timer);
        watchers.forEach((watcher) => watcher.close());
        onEnd(last?.code ?? 0);
    });
}

/** Whether a file is on this machine, or on a drive of it: others are not watched. */
function isLocal(uri: string): boolean {
    return new URL(uri).host === "";
}

/** The folder of a file; the nearest existing one around it if that does not exist. */
function nearestFolder(file: string): string {
    let folder = dirname(file);
    while (!existsSync(folder) && dirname(folder) !== folder) {
        folder = dirname(folder);
    }
    return folder;
}
