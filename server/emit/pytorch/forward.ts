import { statementLines } from "./python.ts";

/** A statement of `forward`, with the variables it reads and gives. */
export type ForwardStatement =
    | {
        readonly kind: "assign"; readonly targets: readonly string[]; readonly text: string;
        readonly reads: ReadonlySet<string>;
        /** Whether it only gives a variable's value to another. */
        readonly isCopy: boolean;
    }
    | {
        readonly kind: "if"; readonly condition: string; readonly reads: ReadonlySet<string>;
        readonly then: readonly ForwardStatement[]; readonly otherwise: readonly ForwardStatement[];
    }
    | {
        readonly kind: "for"; readonly header: string; readonly reads: ReadonlySet<string>;
        readonly body: readonly ForwardStatement[];
    };

export function assign(
    targets: readonly string[], text: string, reads: ReadonlySet<string>, isCopy = false,
): ForwardStatement {
    return { kind: "assign", targets, text, reads, isCopy };
}

/** The lines of `forward`'s body: statements without needless copies, then what it returns. */
export function forwardLines(
    statements: readonly ForwardStatement[], returned: string, reads: ReadonlySet<string>, depth: number,
): readonly string[] {
    let current = statements;
    for (;;) {
        const { kept } = tidy(current, new Set(reads));
        if (JSON.stringify(shape(kept)) === JSON.stringify(shape(current))) {
            break;
        }
        current = kept;
    }
    const last = current.at(-1);
    if (last?.kind === "assign" && last.targets.join(", ") === returned) {
        return [
            ...current.slice(0, -1).flatMap((one) => lines(one, depth)),
            ...statementLines(`return ${last.text}`, depth),
        ];
    }
    return [...current.flatMap((one) => lines(one, depth)), ...statementLines(`return ${returned}`, depth)];
}

/** The variables that are read before they are given. */
export function variablesRead(
    statements: readonly ForwardStatement[], reads: ReadonlySet<string>,
): ReadonlySet<string> {
    return tidy(statements, new Set(reads)).live;
}

interface Tidied {
    readonly kept: readonly ForwardStatement[];
    /** What is read before it is given. */
    readonly live: Set<string>;
}

/** Leaves out copies that nobody reads, and gives a value at once to the variable it is copied to. */
function tidy(statements: readonly ForwardStatement[], liveAfter: Set<string>): Tidied {
    let live = new Set(liveAfter);
    const kept: ForwardStatement[] = [];
    for (let at = statements.length - 1; at >= 0; at -= 1) {
        const statement = statements[at];
        if (statement === undefined) {
            continue;
        }
        if (statement.kind === "if") {
            const then = tidy(statement.then, live);
            const otherwise = tidy(statement.otherwise, live);
            if (then.kept.length > 0 || otherwise.kept.length > 0) {
                kept.unshift({ ...statement, then: then.kept, otherwise: otherwise.kept });
                live = new Set([...then.live, ...otherwise.live, ...statement.reads]);
            }
            continue;
        }
        if (statement.kind === "for") {
            const once = tidy(statement.body, live);
            const body = tidy(statement.body, new Set([...live, ...once.live]));
            kept.unshift({ ...statement, body: body.kept });
            live = new Set([...live, ...body.live, ...statement.reads]);
            continue;
        }
        const [target = ""] = statement.targets;
        if (statement.isCopy && !live.has(target)) {
            continue;
        }
        const before = statements[at - 1];
        if (
            statement.isCopy && before?.kind === "assign" && before.targets.length === 1 && !before.isCopy &&
            before.targets[0] === statement.text && !live.has(statement.text)
        ) {
            const joined = { ...before, targets: statement.targets };
            return tidy([...statements.slice(0, at - 1), joined, ...kept], liveAfter);
        }
        for (const one of statement.targets) {
            live.delete(one);
        }
        for (const read of statement.reads) {
            live.add(read);
        }
        kept.unshift(statement);
    }
    return { kept, live };
}

function shape(statements: readonly ForwardStatement[]): unknown {
    return statements.map((one) => (one.kind === "assign"
        ? [one.targets, one.text]
        : one.kind === "if" ? [one.condition, shape(one.then), shape(one.otherwise)] : [one.header, shape(one.body)]));
}

function lines(statement: ForwardStatement, depth: number): readonly string[] {
    const indent = "    ".repeat(depth);
    switch (statement.kind) {
        case "assign":
            return statementLines(`${statement.targets.join(", ")} = ${statement.text}`, depth);
        case "for":
            return [`${indent}${statement.header}:`, ...statement.body.flatMap((one) => lines(one, depth + 1))];
        case "if": {
            const { condition, then, otherwise } = statement;
            if (then.length === 0) {
                return [
                    `${indent}if not (${condition}):`, ...otherwise.flatMap((one) => lines(one, depth + 1)),
                ];
            }
            return [
                `${indent}if ${condition}:`, ...then.flatMap((one) => lines(one, depth + 1)),
                ...(otherwise.length === 0
                    ? []
                    : [`${indent}else:`, ...otherwise.flatMap((one) => lines(one, depth + 1))]),
            ];
        }
    }
}
