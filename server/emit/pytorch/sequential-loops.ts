import type { For, Repeat } from "../../../grammar/syntax-tree.ts";
import type { Scope } from "../../graph/graph.ts";
import { callText } from "./attributes.ts";
import { attempt, moduleOf } from "./flows.ts";
import { bindRound, forgetChanging, isFixed, loopHeader, roundsOf } from "./loops.ts";
import { atom, pythonName, type PythonText } from "./python.ts";
import { Untranslatable, at, channelsOfValue, fork, type Ref, type State } from "./state.ts";
import type { Writing } from "./writing.ts";

/** A loop whose rounds are modules in a row: `nn.Sequential(…)`. Undefined where they are not. */
export function sequentialLoop(writing: Writing, loop: Repeat | For, input: Ref, state: State): ModuleText | undefined {
    const statements = (loop.body?.statements ?? []).filter(({ kind }) => kind !== "require");
    const [only] = statements;
    if (
        statements.length !== 1 || only?.kind !== "line" || only.names.some(({ text }) => text !== "_") ||
        only.flow.steps.length === 0 || only.flow.source?.kind === "name" ||
        only.decorators.some((one) => one.name?.text === "path")
    ) {
        return undefined;
    }
    const rounds = roundsOf(writing, loop, state);
    const { flow } = only;
    const roundText: RoundText = (instances, start, apart) => {
        const inner = fork(state, { instances, given: start, current: start, rolled: undefined });
        forgetChanging(writing, inner, instances);
        bindRound(writing, loop, inner, apart);
        const texts: string[] = [];
        let ref = start;
        for (const step of flow.steps) {
            const module = moduleOf(writing, step, ref, inner);
            if (module === undefined) {
                return undefined;
            }
            texts.push(module.text);
            ref = module.ref;
        }
        const [text = ""] = texts;
        return { text: texts.length === 1 ? text : callText("nn.Sequential", texts).text, ref };
    };
    const counts = new Set([...rounds.values()].map((one) => one.length));
    const [count = 0] = counts;
    const apart = counts.size === 1 && isFixed(writing, loop, state)
        ? attempt(writing, state, () => roundsApart(writing, count, rounds, input, roundText))
        : undefined;
    if (apart !== undefined) {
        return apart;
    }
    const all = [...rounds.values()].flat();
    const givens = new Map(all.flatMap((scope) => {
        const given = writing.options.trace.entered(scope)?.given;
        return given === undefined ? [] : [[scope, given] as const];
    }));
    const inner = fork(state, { instances: all });
    forgetChanging(writing, inner, all);
    bindRound(writing, loop, inner, false);
    const isSame = [...rounds].every(([scope, own]) => own.every((round) =>
        channelsOfValue(givens.get(round)) === channelsOfValue(at(input.values, scope))));
    const header = loopHeader(writing, loop, "init", state);
    const round = isSame
        ? attempt(writing, state, () => roundText(all, { values: givens, channels: input.channels }, false))
        : undefined;
    if (round !== undefined && round.ref.channels?.text === input.channels?.text) {
        return { text: `nn.Sequential(*(${round.text} for ${header}))`, channels: input.channels };
    }
    // The channels differ from round to round, so that a variable goes along.
    const names = new Set([...writing.symbols.map(({ name }) => name), ...state.numbers.keys()]);
    const variable = ["previous", "current", "width"].find((name) => !names.has(name)) ?? "previous_";
    const running = roundText(all, { values: givens, channels: atom(variable) }, false);
    if (running?.ref.channels === undefined || input.channels === undefined) {
        return running === undefined || running.text.includes(variable) ? undefined : {
            text: `nn.Sequential(*(${running.text} for ${header}))`, channels: undefined,
        };
    }
    const { channels } = running.ref;
    const loopNames = loop.kind === "for" ? loop.names.map((name) => pythonName(name.text)) : [];
    const isLocal = loopNames.some((name) => new RegExp(`\\b${name}\\b`).test(channels.text));
    writing.init.push(
        { kind: "line", text: "layers = []" },
        { kind: "line", text: `${variable} = ${input.channels.text}` },
        {
            kind: "nested", header: `for ${header}`, otherwise: [], body: [
                { kind: "line", text: `layers.append(${running.text})` },
                { kind: "line", text: `${variable} = ${channels.text}` },
            ],
        });
    return { text: "nn.Sequential(*layers)", channels: isLocal ? undefined : channels };
}

/** Each round's module for itself, equal ones in a row together. */
function roundsApart(
    writing: Writing, count: number, rounds: ReadonlyMap<Scope, readonly Scope[]>, input: Ref,
    roundText: RoundText,
): ModuleText | undefined {
    const runs: { readonly text: string; count: number }[] = [];
    let ref = input;
    for (let round = 0; round < count; round += 1) {
        const instances = [...rounds.values()].flatMap((all) => all.slice(round, round + 1));
        const values = new Map(instances.flatMap((scope) => {
            const given = writing.options.trace.entered(scope)?.given;
            return given === undefined ? [] : [[scope, given] as const];
        }));
        const made = roundText(instances, { values, channels: ref.channels }, true);
        if (made === undefined) {
            return undefined;
        }
        const last = runs.at(-1);
        if (last?.text === made.text) {
            last.count += 1;
        } else {
            runs.push({ text: made.text, count: 1 });
        }
        ref = made.ref;
    }
    if (runs.length > 8) {
        throw new Untranslatable("many different rounds");
    }
    const items = runs.flatMap(({ text, count: equal }) => (equal < 3
        ? Array.from({ length: equal }, () => text)
        : [`*(${text} for _ in range(${equal}))`]));
    return { text: callText("nn.Sequential", items).text, channels: ref.channels };
}

/** Writes one round's module, for the rounds given; `apart` is whether they have the loop's own numbers. */
type RoundText = (
    instances: readonly Scope[], start: Ref, apart: boolean,
) => { readonly text: string; readonly ref: Ref } | undefined;

/** A module, and its result's channels as `__init__` calls them. */
export interface ModuleText {
    readonly text: string;
    readonly channels: PythonText | undefined;
}
