/** What is not well-formed in XML without comments: tags that do not match, bare `&` and `<`, doubled attributes. */
export function unclosedTags(xml: string): readonly string[] {
    const wrong: string[] = [];
    const open: string[] = [];
    let at = 0;
    const tag = /<(\/?)([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/gy;
    while (at < xml.length) {
        const next = xml.indexOf("<", at);
        const text = xml.slice(at, next === -1 ? undefined : next);
        wrong.push(...text.match(/&(?!(?:amp|lt|gt|quot|#\d+);)/g) ?? []);
        if (next === -1) {
            break;
        }
        tag.lastIndex = next;
        const [whole, closing, name = "", attributes = "", alone] = tag.exec(xml) ?? [];
        if (whole === undefined) {
            return [...wrong, xml.slice(next, next + 40)];
        }
        const names: readonly string[] = attributes.match(/[\w:-]+="/g) ?? [];
        wrong.push(...names.filter((attribute, index) => names.indexOf(attribute) !== index).map((one) => `${name} ${one}`));
        if (closing === "/") {
            const expected = open.pop();
            wrong.push(...(expected === name ? [] : [`</${name}>`]));
        } else if (alone !== "/") {
            open.push(name);
        }
        at = next + whole.length;
    }
    return [...wrong, ...open];
}
