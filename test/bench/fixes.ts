import { milliseconds, quantile } from "./edits.ts";
import { startLanguageServer } from "./language-server.ts";
import { straightNetwork } from "./long-networks.ts";

/** The time to open the menu of fixes for a whole file, and to get the edit of the chosen fix. */
interface Row {
    readonly file: string;
    readonly errors: number;
    readonly actions: number;
    readonly menu: string;
    readonly "menu, p95": string;
    readonly edit: string;
}

const lines = 2000;
const errors = 10;
const rounds = 40;
const warmUp = 10;

/** Measures a file of 2,000 layer lines in which 10 arguments are misspelt, after an edit each time. */
export async function measureFixes(): Promise<readonly Row[]> {
    const correct = straightNetwork(lines).split("padding");
    const apart = Math.floor(correct.length / errors);
    const text = correct.reduce((before, after, index) =>
        `${before}${index % apart === 0 && index <= apart * errors ? "pading" : "padding"}${after}`);
    const server = await startLanguageServer();
    try {
        await server.open("file:///long.cnn", text);
        const menus: number[] = [];
        const edits: number[] = [];
        let offered = 0;
        for (let round = 0; round < warmUp + rounds; round += 1) {
            await server.edit({ start: 0, end: round === 0 ? 0 : "# 0\n".length, text: `# ${round % 10}\n` });
            const start = performance.now();
            const actions = await server.actions();
            const opened = performance.now();
            await server.resolve(actions.find(({ edit }) => edit === undefined));
            menus.push(opened - start);
            edits.push(performance.now() - opened);
            offered = actions.length;
        }
        const [menu, edit] = [menus.slice(warmUp), edits.slice(warmUp)];
        return [{
            file: `${lines.toLocaleString("en-US")} layer lines`, errors, actions: offered,
            menu: milliseconds(quantile(menu, 0.5)), "menu, p95": milliseconds(quantile(menu, 0.95)),
            edit: milliseconds(quantile(edit, 0.5)),
        }];
    } finally {
        server.stop();
    }
}
