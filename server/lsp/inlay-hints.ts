import type { InlayHint, InlayHintParams } from "vscode-languageserver";
import {
    fromChosenUses, hintReferenceSchema, hintTooltip, inlayHints, type AnalyzedDocument,
} from "../service.ts";
import { validate } from "../validation.ts";
import type { AnalyzedVersion } from "./analyses.ts";
import type { Session } from "./session.ts";

/** Answers with the hints of a range; their tooltips, which list all uses of a line, follow when they are shown. */
export function answerInlayHints({ connection, requests, settings, chosen, times }: Session): void {
    const seen = (source: AnalyzedVersion): AnalyzedDocument => fromChosenUses(source, chosen.of(source.document.uri));
    connection.languages.inlayHint.on(
        requests.about("textDocument/inlayHint", null, async (source, { range }: InlayHintParams) => {
            const { hints, lenses } = await settings.for(source.document.uri);
            // A lens above the model shows the same.
            const options = { ...hints, totals: hints.totals && !lenses };
            const { uri, version } = source.document;
            return hints.enabled ? [...inlayHints(seen(source), range, options, times.of(uri, version))] : [];
        }),
    );
    connection.languages.inlayHint.resolve((hint, token) => {
        const reference = validate(hintReferenceSchema, hint.data);
        if ("problem" in reference) {
            return hint;
        }
        const resolve = requests.about("inlayHint/resolve", hint, async (source): Promise<InlayHint> => {
            const { hints } = await settings.for(source.document.uri);
            const tooltip = hintTooltip(seen(source), reference.value, hints.sizes);
            return tooltip === undefined ? hint : { ...hint, tooltip };
        });
        return resolve({ textDocument: { uri: reference.value.uri } }, token);
    });
}
