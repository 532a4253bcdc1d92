// Does once what all runs of the in-editor tests need, so that they can start at the same time with --no-build.
// node test/e2e/prepare.ts
import { findChromium } from "../support/chromium.ts";
import { buildExtension } from "../support/extension.ts";
import { installMarkdownExtension } from "../support/markdown-extension.ts";
import { installVsCodeServer } from "../support/vscode-server.ts";

buildExtension();
findChromium();
await Promise.all([installVsCodeServer(), installMarkdownExtension()]);
