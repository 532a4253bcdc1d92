import type { ParsedFile } from "../../../grammar/parsed-file.ts";
import type { Decorator, Item, Node, Span, Statement } from "../../../grammar/syntax-tree.ts";
import { nodePathAt } from "../../../grammar/traversal.ts";
import { insertLineBefore, type TextChange } from "../edits.ts";
import type { Fix } from "../fix.ts";
import { text } from "../../text.ts";

/** Silences a diagnostic at its place: with an `@allow` above its line, block or model. */
export function allowFix(code: string, { start, end }: Span, file: ParsedFile): Fix | undefined {
    const path = nodePathAt(file.tree, start).filter((node) => node.start <= start && end <= node.end);
    const index = path.findLastIndex((node, at) => "decorators" in node && isWhole(path[at - 1]));
    const below = path[index];
    if (below === undefined || !("decorators" in below)) {
        return undefined;
    }
    return { title: text("Allow `{code}` here", { code }), edits: allowing(code, below, file), preferred: false };
}

/** Statements and items are decorated as a whole; an `else if` is a part of its `if`. */
function isWhole(parent: Node | undefined): boolean {
    return parent?.kind === "file" || parent?.kind === "body";
}

function allowing(code: string, below: Statement | Item, file: ParsedFile): readonly TextChange[] {
    const last = below.decorators.findLast((decorator: Decorator) => decorator.name?.text === "allow")?.arguments.at(-1);
    return last === undefined
        ? insertLineBefore(file, below, `@allow("${code}")`)
        : [{ span: { start: last.end, end: last.end }, text: `, "${code}"` }];
}
