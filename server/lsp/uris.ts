/**
 * The URI of a path written in a file, relative to it, spelled as editors spell URIs, so that it is equal to an open
 * document's.
 */
export function resolvePath(base: string, path: string): string {
    const encoded = path.replaceAll("\\", "/").split("/").map(encodeSegment).join("/");
    return URL.canParse(encoded, base) ? new URL(encoded, base).href : `${base}/${encoded}`;
}

/** Everything but letters, digits and `-._~` in percent signs, as vscode-uri writes it. */
function encodeSegment(segment: string): string {
    const wellFormed = segment.toWellFormed();
    return encodeURIComponent(wellFormed).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
