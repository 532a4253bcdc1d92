/**
 * The content security policy of a webview's page. It loads nothing from other places than `own`, the origin of the
 * extension's files, and runs no inline script without the nonce.
 */
export function pagePolicy(own: string, nonce: string): string {
    return [
        "default-src 'none'",
        `img-src ${own} blob: data:`,
        `style-src ${own} 'unsafe-inline'`,
        `font-src ${own}`,
        `script-src 'nonce-${nonce}' ${own} 'wasm-unsafe-eval'`,
        `connect-src ${own} blob:`,
        "worker-src blob:",
    ].join("; ");
}
