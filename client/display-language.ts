import * as vscode from "vscode";
import type { DisplayLanguage } from "../server/text.ts";

/** The editor's language, with the translations that VS Code has loaded from l10n/. */
export function displayLanguage(): DisplayLanguage {
    return { locale: vscode.env.language, translations: vscode.l10n.bundle ?? {} };
}
