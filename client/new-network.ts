import * as v from "valibot";
import * as vscode from "vscode";
import { documentationText, text } from "../server/text.ts";
import { validate, type Described } from "../server/validation.ts";

/** The networks that the build has made of the examples. */
const templatesSchema = v.array(v.object({
    name: v.string(), description: v.string(), models: v.array(v.string()),
    parameters: v.object({ least: v.string(), most: v.string() }),
    text: v.string(),
}));

type Template = Described<typeof templatesSchema>[number];

/** Lets the user choose a network, and opens an unsaved document with it. */
export async function newNetwork(extension: vscode.Uri): Promise<void> {
    const templates = await readTemplates(extension);
    const chosen = await vscode.window.showQuickPick(templates.map(pickOf), {
        title: text("New network from a template"),
        placeHolder: text("Choose a network to start from"),
        matchOnDescription: true, matchOnDetail: true,
    });
    if (chosen !== undefined) {
        const document = await vscode.workspace.openTextDocument({ language: "cnn", content: chosen.template.text });
        await vscode.window.showTextDocument(document);
    }
}

async function readTemplates(extension: vscode.Uri): Promise<readonly Template[]> {
    const file = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, "dist", "templates.json"));
    const read = validate(templatesSchema, JSON.parse(new TextDecoder().decode(file)));
    if ("problem" in read) {
        throw new Error(`dist/templates.json: ${read.problem}`);
    }
    return read.value;
}

function pickOf(template: Template): vscode.QuickPickItem & { readonly template: Template } {
    const { name, description, models, parameters: { least, most } } = template;
    const counted = models.length === 1
        ? text("{parameters} parameters", { parameters: most })
        : least === most
            ? text("{count} models of {parameters} parameters", { count: models.length, parameters: most })
            : text("{count} models of {least} to {most} parameters", { count: models.length, least, most });
    return { label: name, description: counted, detail: documentationText(description), template };
}
