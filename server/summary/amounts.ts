/** `600M`, `2GB`, `1.5e9`; undefined if it is not a number. Prefixes are powers of 1000, with `i` of 1024. */
export function readAmount(text: string): number | undefined {
    const [, digits, prefix, binary] = /^(\d+(?:\.\d+)?(?:e\d+)?)\s*([kmgt]?)(i?)(?:b|flops?)?$/i.exec(text) ?? [];
    if (digits === undefined || prefix === undefined) {
        return undefined;
    }
    const power = " kmgt".indexOf(prefix === "" ? " " : prefix.toLowerCase());
    return Number(digits) * (binary === "" ? 1000 : 1024) ** power;
}
