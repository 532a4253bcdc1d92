import type { InferenceInput, InferenceModel } from "../../server/protocol.ts";
import { text } from "../../server/text.ts";
import { button, element } from "../ui/elements.ts";
import type { InputSource, PreparedInput } from "./source.ts";

/** The part of the panel where the user chooses what the network runs on. */
export interface InputView {
    readonly element: HTMLElement;
    /** The controls that step through inputs, which stay in sight of the results. */
    readonly steppers: HTMLElement;
    /** Offers the sources that suit the model's inputs. */
    setModel(model: InferenceModel): void;
    /** Chooses a source, if it suits the model. */
    choose(kind: InputSource["kind"]): void;
    /** The numbers of the model's inputs: from the chosen source, or noise for those that it does not suit. */
    prepare(model: InferenceModel): Promise<readonly PreparedInput[]>;
    /** Shows the inputs as the network sees them. */
    show(inputs: readonly PreparedInput[]): void;
    dispose(): void;
}

/** The last source must suit every input. */
export function createInputView(sources: readonly InputSource[], changed: () => void): InputView {
    const tabs = element("div", "input-tabs");
    tabs.setAttribute("role", "group");
    tabs.setAttribute("aria-label", text("Source of the input"));
    const picture = element("canvas", "inference-picture");
    const pictureName = element("span", "inference-picture-name");
    const fit = element("span", "input-fit");
    const view = element(
        "section", "inference-input",
        element("div", "input-head", element("h2", "", text("Input")), tabs),
        element(
            "div", "input-body",
            element("figure", "input-seen", picture, element("figcaption", "", text("as the network sees it"))),
            element("div", "input-details", pictureName, fit, ...sources.map(({ element }) => element)),
        ),
    );
    const steppers = element("div", "input-steppers", ...sources.flatMap(({ stepper }) => stepper ?? []));
    let chosen: InputSource | undefined;
    let offered: readonly InputSource[] = [];

    const sourceOf = (input: InferenceInput): InputSource | undefined =>
        chosen?.suits(input) === true ? chosen : sources.at(-1);
    const update = (inputs: readonly InferenceInput[]): void => {
        const used = new Set(inputs.map(sourceOf));
        for (const source of sources) {
            source.element.hidden = !used.has(source);
            if (source.stepper !== undefined) {
                source.stepper.hidden = !used.has(source);
            }
        }
        view.dataset["source"] = chosen?.kind;
        tabs.hidden = offered.length < 2;
        tabs.replaceChildren(...offered.map((source) => {
            const tab = button(source.label, "input-tab", () => pick(source));
            tab.setAttribute("aria-pressed", String(source === chosen));
            return tab;
        }));
    };
    let inputs: readonly InferenceInput[] = [];
    const pick = (source: InputSource): void => {
        if (source !== chosen) {
            chosen?.setActive?.(false);
            chosen = source;
            update(inputs);
            source.setActive?.(true);
            changed();
        }
    };
    view.hidden = true;
    steppers.hidden = true;

    return {
        element: view,
        steppers,
        setModel: (model) => {
            inputs = model.inputs;
            offered = sources.filter((source) => inputs.some((input) => source.suits(input)));
            if (chosen === undefined || !offered.includes(chosen)) {
                chosen?.setActive?.(false);
                [chosen] = offered;
                chosen?.setActive?.(true);
            }
            update(inputs);
            view.hidden = false;
            steppers.hidden = false;
        },
        choose: (kind) => {
            const source = offered.find((one) => one.kind === kind);
            if (source !== undefined) {
                pick(source);
            }
        },
        prepare: (model) => Promise.all(model.inputs.map(async (input) => {
            const source = sourceOf(input);
            if (source === undefined) {
                throw new Error(`Nothing can be the input ${input.name}.`);
            }
            return source.prepare(input, model.seed);
        })),
        show: (prepared) => {
            const shown = prepared.find(({ pixels }) => pixels !== undefined);
            picture.hidden = shown === undefined;
            pictureName.textContent = (shown ?? prepared[0])?.name ?? "";
            fit.textContent = shown?.fit ?? "";
            fit.hidden = shown?.fit === undefined;
            if (shown?.pixels !== undefined) {
                const { width, height } = shown.pixels;
                picture.width = width;
                picture.height = height;
                picture.setAttribute("role", "img");
                picture.setAttribute("aria-label", text("{name} as the network sees it, {width} × {height}", {
                    name: shown.name, width, height,
                }));
                picture.getContext("2d")?.putImageData(shown.pixels, 0, 0);
            }
        },
        dispose: () => {
            chosen?.setActive?.(false);
            sources.forEach((source) => source.dispose?.());
        },
    };
}
