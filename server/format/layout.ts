import type { Doc } from "prettier";
import { builders, utils } from "prettier/doc";
import { followsBlank, type LeadingComment, type Piece } from "./pieces.ts";
import { isSpaced, type SignRoles } from "./spacing.ts";

const { breakParent, fill, group, hardline, ifBreak, indent, join, line, lineSuffix, softline } = builders;

/** Pieces from one index up to another. */
interface Run {
    readonly from: number;
    readonly to: number;
}

const openers: ReadonlyMap<string, string> = new Map([["(", ")"], ["[", "]"], ["{", "}"]]);
const closers: ReadonlySet<string> = new Set(openers.values());
/** The tokens that start a line that continues the previous statement. */
const continuations = new Set(["->", "else", "{"]);
/**
 * The operators before which an expression in brackets may be broken: the loosest ones, except `if`, which starts a
 * statement.
 */
const looseOperators = new Set(["and", "or", "else"]);

/** Lays out pieces without syntax problems, so that all brackets are matched. */
export class Layout {
    private readonly pieces: readonly Piece[];
    private readonly roles: SignRoles;
    /** The index of each opening bracket's partner. */
    private readonly partners: ReadonlyMap<number, number>;

    constructor(pieces: readonly Piece[], roles: SignRoles) {
        this.pieces = pieces;
        this.roles = roles;
        this.partners = partnersOf(pieces);
    }

    /** The statements of a body, or the items of a file, one per line. */
    statements(run: Run): Doc {
        return this.splitStatements(run).map((statement, index, all) => {
            const first = this.pieces[statement.from];
            const previous = all[index - 1];
            const continues = previous !== undefined && this.isDecorator(previous);
            const separator = index === 0
                ? []
                : [hardline, first !== undefined && !continues && followsBlank(first) ? hardline : []];
            return [separator, this.statement(statement)];
        });
    }

    /** One statement with the comments above it. */
    statement(run: Run): Doc {
        const first = this.pieces[run.from];
        return first === undefined ? [] : [commentLines(first), this.chain(run, false)];
    }

    /** Statements end at line ends outside brackets; a decorator is a separate line. */
    splitStatements({ from, to }: Run): readonly Run[] {
        const runs: Run[] = [];
        let start = from;
        for (let index = from; index < to; index = this.indexAfter(index)) {
            const piece = this.pieces[index];
            if (index > start && piece !== undefined && this.beginsStatement(piece, { from: start, to: index })) {
                runs.push({ from: start, to: index });
                start = index;
            }
        }
        return start < to ? [...runs, { from: start, to }] : runs;
    }

    private beginsStatement({ beginsLine, token }: Piece, before: Run): boolean {
        return (beginsLine && !continuations.has(token.text)) || this.isDecorator(before) && token.text !== "(";
    }

    /** Whether pieces are exactly `@name` or `@name(…)`. */
    private isDecorator({ from, to }: Run): boolean {
        return this.pieces[from]?.token.text === "@" && (to === from + 2 || this.indexAfter(from + 2) === to);
    }

    /** A flow with its `->`: keeps the author's line breaks, and adds others if the line is too long. */
    private chain(run: Run, inBrackets: boolean): Doc {
        const starts = this.outerIndices(run).filter((index) => index > run.from && this.textAt(index) === "->");
        const links = [run.from, ...starts].map((from, index) => ({ from, to: starts[index] ?? run.to }));
        const docs: Doc[] = [];
        const gaps: symbol[] = [];
        let isContinued = false;
        for (const [index, link] of links.entries()) {
            const contents = this.sequence(link, inBrackets);
            const piece = this.pieces[link.from];
            isContinued ||= index > 0 && piece?.beginsLine === true;
            if (index === 0 || piece === undefined) {
                docs.push(contents);
            } else if (piece.beginsLine) {
                docs.push(indent([hardline, commentLines(piece), contents]));
            } else {
                const id = Symbol("gap");
                const isLong = utils.willBreak(contents);
                docs.push(isContinued
                    ? indent(isLong ? [group(line), contents] : group([line, contents]))
                    : isLong
                        ? [group(indent(line), { id }), indentedAfter([...gaps, id], contents)]
                        : group(indent([line, contents]), { id }));
                gaps.push(id);
            }
        }
        return docs;
    }

    /** Adjacent pieces, with brackets laid out inside. */
    private sequence({ from, to }: Run, inBrackets: boolean): Doc {
        const docs: Doc[] = [];
        let isLoose = false;
        for (let index = from; index < to; index = this.indexAfter(index)) {
            const piece = this.pieces[index];
            const before = this.pieces[index - 1];
            if (piece === undefined) {
                break;
            }
            if (index > from && before !== undefined) {
                const breaks = inBrackets && looseOperators.has(piece.token.text);
                isLoose ||= breaks;
                docs.push(
                    this.followsComment(index)
                        ? [hardline, commentLines(piece)]
                        : !isSpaced(before.token, piece.token, this.roles) ? "" : breaks ? line : " ",
                );
            }
            docs.push(this.partners.has(index) ? this.bracketed(index) : written(piece));
        }
        return isLoose ? group(indent(docs)) : docs;
    }

    private bracketed(open: number): Doc {
        const close = this.partners.get(open) ?? open;
        const opening = this.pieces[open];
        const closing = this.pieces[close];
        if (opening === undefined || closing === undefined) {
            return [];
        }
        const inside = { from: open + 1, to: close };
        const contents = inside.from === inside.to
            ? emptyBracket(opening, closing)
            : opening.token.text === "{" ? this.body(inside, closing) : this.elements(open, inside, closing);
        return [written(opening), contents, written(closing)];
    }

    /** A body: a single statement on the same line stays there. */
    private body(inside: Run, closing: Piece): Doc {
        const first = this.pieces[inside.from];
        const isLine = first?.beginsLine === false && !closing.beginsLine && this.splitStatements(inside).length === 1;
        const statements = [this.statements(inside), restComments(closing)];
        return isLine
            ? group([indent([line, statements]), line])
            : [indent([hardline, statements]), hardline];
    }

    /** The comma-separated contents of `(…)` or `[…]`: on one line, or one per line if the first one starts a line. */
    private elements(open: number, inside: Run, closing: Piece): Doc {
        const elements = this.splitElements(inside);
        const docs = elements.map((element) => this.element(element));
        const isNumbers = this.textAt(open) === "[" && elements.every((element) => this.isNumber(element)) &&
            !docs.some(utils.willBreak);
        const separated = isNumbers
            ? fill(docs.flatMap((doc, index) => index === 0 ? [doc] : [line, doc]))
            : join(line, docs);
        const lastComma = elements.at(-1)?.comma;
        const end = this.isGrouping(open)
            ? []
            : lastComma === undefined ? ifBreak(",") : this.comma(lastComma, ifBreak(","));
        return group([indent([softline, separated, end, restComments(closing)]), softline], {
            shouldBreak: this.pieces[inside.from]?.beginsLine === true || closing.leading.length > 0,
        });
    }

    /** One element with the comma after it, unless it is the last. */
    private element({ from, to, comma }: Element): Doc {
        const first = this.pieces[from];
        const isLast = comma === undefined || closers.has(this.textAt(comma + 1) ?? "");
        const isFirst = openers.has(this.textAt(from - 1) ?? "");
        return [
            first !== undefined && !isFirst && followsBlank(first) ? softline : [],
            first === undefined ? [] : commentLines(first),
            this.chain({ from, to }, true),
            comma === undefined || isLast ? [] : this.comma(comma, ","),
        ];
    }

    private comma(index: number, sign: Doc): Doc {
        const piece = this.pieces[index];
        return piece === undefined
            ? []
            : [this.followsComment(index) ? [hardline, commentLines(piece)] : [], sign, trailingComment(piece)];
    }

    /** Whether a comment is between a piece and the previous one, so that it must start a line. */
    private followsComment(index: number): boolean {
        return (this.pieces[index]?.leading.length ?? 0) > 0 || this.pieces[index - 1]?.trailing !== undefined;
    }

    private splitElements(inside: Run): readonly Element[] {
        const elements: Element[] = [];
        let from = inside.from;
        for (const index of this.outerIndices(inside)) {
            if (this.textAt(index) === ",") {
                elements.push({ from, to: index, comma: index });
                from = index + 1;
            }
        }
        return from < inside.to ? [...elements, { from, to: inside.to, comma: undefined }] : elements;
    }

    private isNumber({ from, to }: Run): boolean {
        const last = this.pieces[to - 1]?.token;
        return last?.kind === "number" && (to === from + 1 || (to === from + 2 && this.textAt(from) === "-"));
    }

    /** Whether a bracket contains one expression, which cannot be followed by a comma. */
    private isGrouping(open: number): boolean {
        const piece = this.pieces[open];
        return piece?.token.text === "("
            ? this.pieces[open - 1]?.token.kind !== "name"
            : piece !== undefined && this.roles.get(piece.token.start) === "index";
    }

    /** The indices of a run outside its brackets, including opening brackets. */
    private outerIndices({ from, to }: Run): readonly number[] {
        const indices: number[] = [];
        for (let index = from; index < to; index = this.indexAfter(index)) {
            indices.push(index);
        }
        return indices;
    }

    /** The index after a piece, or after the bracket that it opens. */
    private indexAfter(index: number): number {
        return (this.partners.get(index) ?? index) + 1;
    }

    private textAt(index: number): string | undefined {
        return this.pieces[index]?.token.text;
    }
}

/** One part between commas, and the index of the comma after it. */
interface Element extends Run {
    readonly comma: number | undefined;
}

function partnersOf(pieces: readonly Piece[]): ReadonlyMap<number, number> {
    const partners = new Map<number, number>();
    const open: number[] = [];
    for (const [index, { token }] of pieces.entries()) {
        if (token.kind === "sign" && openers.has(token.text)) {
            open.push(index);
        } else if (token.kind === "sign" && closers.has(token.text)) {
            const partner = open.pop();
            if (partner !== undefined) {
                partners.set(partner, index);
            }
        }
    }
    return partners;
}

/** Indents what follows gaps if one of them is a line break. */
function indentedAfter(gaps: readonly symbol[], contents: Doc): Doc {
    return gaps.reduce<Doc>((otherwise, groupId) => ifBreak(indent(contents), otherwise, { groupId }), contents);
}

function written(piece: Piece): Doc {
    return [piece.token.text, trailingComment(piece)];
}

function trailingComment({ trailing }: Piece): Doc {
    return trailing === undefined ? [] : [lineSuffix(` ${trailing}`), breakParent];
}

/** The comments above a piece that begins a line, and the line break after them. */
export function commentLines({ leading, afterBlank }: Piece): Doc {
    return leading.length === 0 ? [] : [comments(leading), hardline, afterBlank ? hardline : []];
}

function emptyBracket(opening: Piece, closing: Piece): Doc {
    if (closing.leading.length > 0) {
        return [indent([hardline, comments(closing.leading)]), hardline];
    }
    return opening.trailing === undefined ? [] : hardline;
}

/** The comments between the last line of a bracket's contents and its closing sign. */
function restComments(closing: Piece): Doc {
    return closing.leading.length === 0
        ? []
        : [hardline, closing.leading[0]?.afterBlank === true ? hardline : [], comments(closing.leading)];
}

/** Comment lines, with the blank lines between them. */
export function comments(lines: readonly LeadingComment[]): Doc {
    return lines.map(({ text, afterBlank }, index) =>
        index === 0 ? text : [hardline, afterBlank ? hardline : [], text]);
}
