import type { HoverParams, SignatureHelpOptions, SignatureHelpParams } from "vscode-languageserver";
import { chosenUseAt, fromChosenUses, hover, offsetOf, signatureHelp, signatureTriggers } from "../service.ts";
import type { Session } from "./session.ts";
import { costOptions } from "./settings.ts";

export const signatureHelpProvider: SignatureHelpOptions = {
    triggerCharacters: [...signatureTriggers.open], retriggerCharacters: [...signatureTriggers.update],
};

/** Answers what is at a position: hovers, and the parameters of the call around it. */
export function answerHovers({ connection, requests, pages, chosen, settings }: Session): void {
    connection.onHover(
        requests.about("textDocument/hover", null, async (source, { position }: HoverParams) => {
            const costs = costOptions(await settings.for(source.document.uri));
            const uses = chosen.of(source.document.uri);
            const use = chosenUseAt(source, offsetOf(source, position), uses);
            return hover(fromChosenUses(source, uses), position, pages.layerLink, use, costs) ?? null;
        }),
    );
    connection.onSignatureHelp(
        requests.about("textDocument/signatureHelp", null, (source, { position }: SignatureHelpParams) =>
            signatureHelp(source, position) ?? null),
    );
}
