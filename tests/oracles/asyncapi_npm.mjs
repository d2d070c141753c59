// Reads [[name, text]] from standard input, writes [[name, version or null, [diagnostic]]] by the npm package @asyncapi/parser.
// The argument is the folder that holds the package in `node_modules`.
import {readFileSync} from "node:fs";
import {createRequire} from "node:module";

const {Parser} = createRequire(process.argv[2] + "/")("@asyncapi/parser");
const answers = [];
for (const [name, text] of JSON.parse(readFileSync(0, "utf8"))) {
  const {document, diagnostics} = await new Parser().parse(text);
  const told = diagnostics.map(each => `${["error", "warning", "information", "hint"][each.severity]} at ${each.path.join("/")}: ${each.message}`);
  answers.push([name, document?.version() ?? null, told]);
}
console.log(JSON.stringify(answers));
