/**
 * The URI of a path in a file, relative to it. It is normalized as in editors, so that it equals an open document's.
 */
export function resolvePath(base: string, path: string): string {
    const encoded = path.replaceAll("\\", "/").split("/").map(encodeSegment).join("/");
    return URL.canParse(encoded, base) ? new URL(encoded, base).href : `${base}/${encoded}`;
}

/** Percent-encodes all but letters, digits and `-._~`, as vscode-uri does. */
function encodeSegment(segment: string): string {
    const wellFormed = segment.toWellFormed();
    return encodeURIComponent(wellFormed).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
