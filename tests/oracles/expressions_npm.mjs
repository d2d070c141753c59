// Reads [{expr, contexts}] from standard input, writes the answers of @actions/expressions to standard output.
// The argument is the package's directory `dist`.  Answers are [kind, value] or ["Error", phase], see expressions.py.
import {readFileSync} from "node:fs";
import {pathToFileURL} from "node:url";

const home = pathToFileURL(process.argv[2] + "/").href;
const {Lexer, Parser, Evaluator, data} = await import(home + "index.js");
const {reviver} = await import(home + "data/reviver.js");
const {kindStr} = await import(home + "data/expressiondata.js");

function answer(value) {
  const kind = kindStr(value.kind);
  switch (kind) {
    case "Null":
      return [kind, null];
    case "Number":
      return [kind, Number.isFinite(value.value) ? value.value : String(value.value)];
    case "Array":
      return [kind, value.values().map(answer)];
    case "Object":
      return [kind, value.pairs().map(pair => [pair.key, answer(pair.value)])];
    default:
      return [kind, value.value];
  }
}

function ask({expr, contexts}) {
  const names = Object.keys(contexts);
  let tree;
  try {
    tree = new Parser(new Lexer(expr).lex().tokens, names, []).parse();
  } catch {
    return ["Error", "syntax"];
  }
  if (tree === undefined) return ["Null", null];
  try {
    return answer(new Evaluator(tree, JSON.parse(JSON.stringify(contexts), reviver)).evaluate());
  } catch {
    return ["Error", "evaluation"];
  }
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(ask)));
