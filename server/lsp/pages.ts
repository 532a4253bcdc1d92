import type { DiagnosticLink, LayerPage } from "../service.ts";
import type { InitializationOptions } from "../protocol.ts";

/** How a client shows pages of the documentation, if it does. */
export interface Pages {
    readonly diagnostic: DiagnosticLink | undefined;
    readonly layer: LayerPage | undefined;
    /** Makes links to a layer's page. */
    readonly layerLink: LayerPage | undefined;
}

/** The pages of a client, from its initialization options. */
export function pagesOf({ diagnosticPage, layerPage, layerLink }: InitializationOptions): Pages {
    return {
        diagnostic: filled(diagnosticPage, "{code}"),
        layer: filled(layerPage, "{layer}"),
        layerLink: filled(layerLink ?? layerPage, "{layer}"),
    };
}

function filled(template: string | undefined, placeholder: string): ((name: string) => string) | undefined {
    return template?.includes(placeholder) === true ? (name) => template.replace(placeholder, name) : undefined;
}
