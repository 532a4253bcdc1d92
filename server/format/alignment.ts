import { beginsLine, lineStartAt, tokenBefore, tokensIn } from "../../grammar/source-tokens.ts";
import type { ParsedFile } from "../../grammar/parsed-file.ts";
import { descendants } from "../../grammar/traversal.ts";

/** Claims start at a multiple of this many columns, at least this far from the longest line. */
const claimStep = 4;

/** Longer lines do not move the claims of other lines. */
const longestAligned = 80;

/** Columns between a line and the comment after it. */
const commentDistance = 2;

/** The blanks before a claim or a comment that follows other text on its line. */
interface Gap {
    readonly start: number;
    readonly end: number;
    readonly lineStart: number;
    /** Columns of the line up to the gap. */
    readonly width: number;
}

/** Aligns the claims of each body, and the comments after neighbouring lines. */
export function alignColumns(file: ParsedFile, tabSize: number): string {
    const claims = claimBlanks(file, tabSize);
    const blanks = new Map([...claims, ...commentBlanks(file, tabSize, claims)]);
    let aligned = "";
    let end = 0;
    for (const [gap, count] of [...blanks].sort(([one], [other]) => one.start - other.start)) {
        aligned += file.text.slice(end, gap.start) + " ".repeat(count);
        end = gap.end;
    }
    return aligned + file.text.slice(end);
}

/** How many blanks come before each claim. */
function claimBlanks(file: ParsedFile, tabSize: number): ReadonlyMap<Gap, number> {
    const blanks = new Map<Gap, number>();
    for (const body of descendants(file.tree)) {
        if (body.kind !== "body") {
            continue;
        }
        const gaps = body.statements.flatMap((statement) => {
            const claim = "claim" in statement ? statement.claim : undefined;
            return claim === undefined ? [] : gapBefore(file, claim.start, tabSize) ?? [];
        });
        const widths = gaps.map(({ width }) => width).filter((width) => width <= longestAligned);
        const column = claimColumn(Math.max(0, ...widths));
        for (const gap of gaps) {
            blanks.set(gap, (gap.width > longestAligned ? claimColumn(gap.width) : column) - gap.width);
        }
    }
    return blanks;
}

function claimColumn(width: number): number {
    return Math.ceil((width + claimStep) / claimStep) * claimStep;
}

/** How many blanks come before each comment, once those before claims are set. */
function commentBlanks(
    file: ParsedFile, tabSize: number, claims: ReadonlyMap<Gap, number>,
): ReadonlyMap<Gap, number> {
    const moved = new Map([...claims].map(([gap, count]) => [gap.lineStart, count - (gap.end - gap.start)]));
    const blanks = new Map<Gap, number>();
    let run: { readonly gap: Gap; readonly width: number }[] = [];
    const alignRun = (): void => {
        const column = Math.max(...run.map(({ width }) => width)) + commentDistance;
        run.forEach(({ gap, width }) => blanks.set(gap, column - width));
        run = [];
    };
    for (const comment of tokensIn(file, file.tree, "comment")) {
        const gap = beginsLine(file, comment.start) ? undefined : gapBefore(file, comment.start, tabSize);
        if (gap !== undefined) {
            const last = run.at(-1);
            if (last !== undefined && lineAfter(file, last.gap) !== gap.lineStart) {
                alignRun();
            }
            run.push({ gap, width: gap.width + (moved.get(gap.lineStart) ?? 0) });
        }
    }
    alignRun();
    return blanks;
}

function gapBefore(file: ParsedFile, end: number, tabSize: number): Gap | undefined {
    const before = tokenBefore(file, end);
    if (before === undefined || before.kind === "newline") {
        return undefined;
    }
    const lineStart = lineStartAt(file, end);
    const line = file.text.slice(lineStart, before.end).replace(/^\t+/, (tabs) => " ".repeat(tabs.length * tabSize));
    return { start: before.end, end, lineStart, width: Array.from(line).length };
}

function lineAfter({ text }: ParsedFile, { end }: Gap): number {
    return text.indexOf("\n", end) + 1;
}
