import * as vscode from "vscode";

/** A file system in memory, as an extension may provide one: it reports its changes, and cannot be searched. */
export class MemoryFiles implements vscode.FileSystemProvider, vscode.Disposable {
    readonly #files = new Map<string, Uint8Array>();
    readonly #changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
    readonly #registered: vscode.Disposable;
    readonly onDidChangeFile = this.#changes.event;

    constructor(scheme: string) {
        this.#registered = vscode.workspace.registerFileSystemProvider(scheme, this);
    }

    dispose(): void {
        this.#registered.dispose();
    }

    watch(): vscode.Disposable {
        return new vscode.Disposable(() => undefined);
    }

    stat({ path }: vscode.Uri): vscode.FileStat {
        const bytes = this.#files.get(path);
        if (bytes === undefined && this.#below(path).length === 0) {
            throw vscode.FileSystemError.FileNotFound(path);
        }
        const type = bytes === undefined ? vscode.FileType.Directory : vscode.FileType.File;
        return { type, ctime: 0, mtime: 0, size: bytes?.length ?? 0 };
    }

    readDirectory({ path }: vscode.Uri): [string, vscode.FileType][] {
        const names = this.#below(path).map((rest) => rest.split("/"));
        return names.map(([name = "", ...rest]) =>
            [name, rest.length === 0 ? vscode.FileType.File : vscode.FileType.Directory]);
    }

    readFile({ path }: vscode.Uri): Uint8Array {
        const bytes = this.#files.get(path);
        if (bytes === undefined) {
            throw vscode.FileSystemError.FileNotFound(path);
        }
        return bytes;
    }

    writeFile(uri: vscode.Uri, bytes: Uint8Array): void {
        const type = this.#files.has(uri.path) ? vscode.FileChangeType.Changed : vscode.FileChangeType.Created;
        this.#files.set(uri.path, bytes);
        this.#changes.fire([{ type, uri }]);
    }

    delete(uri: vscode.Uri): void {
        this.#files.delete(uri.path);
        this.#changes.fire([{ type: vscode.FileChangeType.Deleted, uri }]);
    }

    rename(from: vscode.Uri, to: vscode.Uri): void {
        this.writeFile(to, this.readFile(from));
        this.delete(from);
    }

    createDirectory(): void {
        // A folder is where its files are.
    }

    /** The paths in a folder, relative to it. */
    #below(folder: string): readonly string[] {
        const start = folder.endsWith("/") ? folder : `${folder}/`;
        return [...this.#files.keys()].flatMap((path) => path.startsWith(start) ? [path.slice(start.length)] : []);
    }
}
