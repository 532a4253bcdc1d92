/**
 * Characters that a terminal or an editor obeys instead of showing them: control characters except line breaks and
 * tabs, and marks that change the direction of the text around them.
 */
const obeyed = /\r(?!\n)|[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF]/gu;

/** Makes such characters visible: `␛` for an escape, `\u{202e}` for a direction override. */
export function printable(text: string): string {
    return text.replace(obeyed, pictureOf);
}

/** The same on one line. */
export function printableLine(text: string): string {
    return printable(text).replace(/[\r\n\t]/gu, pictureOf);
}

function pictureOf(character: string): string {
    const code = character.charCodeAt(0);
    if (code < 0x20) {
        return String.fromCharCode(0x2400 + code);
    }
    return code === 0x7F ? "␡" : `\\u{${code.toString(16)}}`;
}

/** The text with its middle left out if it is longer than `longest` characters. */
export function abridged(text: string, longest: number): string {
    if (text.length <= longest) {
        return text;
    }
    const half = Math.floor((longest - 1) / 2);
    return `${text.slice(0, half)}…${text.slice(text.length - half)}`.toWellFormed();
}
