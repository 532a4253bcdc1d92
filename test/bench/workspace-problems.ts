import { milliseconds, quantile } from "./edits.ts";
import { startLanguageServer } from "./language-server.ts";
import { generatedFiles, generatedUri } from "./workspace-files.ts";

interface Row {
    readonly measured: string;
    readonly time: string;
}

const edits = 8;

/** Measures the problems of files that are not open: at the start, after edits of a shared file, and their cost. */
export async function measureWorkspaceProblems(): Promise<readonly Row[]> {
    const files = generatedFiles();
    const server = await startLanguageServer(files);
    const problems = new Map<string, number>();
    let changed: () => void = () => undefined;
    const until = (holds: () => boolean): Promise<void> => new Promise((resolve) => {
        changed = () => {
            if (holds()) {
                resolve();
            }
        };
        changed();
    });
    try {
        const uri = generatedUri("library0.cnn");
        const text = files.get(uri) ?? "";
        await server.open(uri, text);
        const begin = performance.now();
        server.pullWorkspace([...files.keys()], (reported, count) => {
            problems.set(reported, count);
            changed();
        });
        const all = until(() => problems.size === files.size).then(() => performance.now() - begin);
        const waits: number[] = [];
        while (problems.size < files.size) {
            const asked = performance.now();
            await server.ask("textDocument/documentSymbol");
            waits.push(performance.now() - asked);
        }
        const first = await all;
        const users = [...files].flatMap(([user, own]) => (own.includes("\"library0.cnn\"") ? [user] : []));
        const before = new Map(problems);
        const [right, wrong] = ["padding=1", "stride=00"];
        const place = text.indexOf(right);
        const times: number[] = [];
        for (let round = 0; round < edits; round++) {
            const breaks = round % 2 === 0;
            const start = performance.now();
            server.type({ start: place, end: place + right.length, text: breaks ? wrong : right });
            await until(() => users.every((user) => problems.get(user) !== before.get(user) === breaks));
            times.push(performance.now() - start);
        }
        return [
            { measured: "the problems of all files after the start", time: milliseconds(first) },
            { measured: "another request in the meantime, median", time: milliseconds(quantile(waits, 0.5)) },
            { measured: "another request in the meantime, longest", time: milliseconds(Math.max(...waits)) },
            {
                measured: `the problems of ${users.length} files after an edit of their import, from the last keystroke`,
                time: milliseconds(quantile(times, 0.5)),
            },
        ];
    } finally {
        server.stop();
    }
}
