// Runs scripts of `chance_texts` on coins that are given: reads [[script, [coins, ...]], ...], writes the messages and the exit
// status of each run.
const vm = require("vm");

class Over extends Error {}

function run(script, coins) {
  let at = 0;
  let status = 0;
  const sent = [];
  const coin = () => coins[at++ % coins.length] === "1";
  const two = (options) => options[coin() * 2 + coin()];
  const context = {
    coin,
    pick: () => two(["a", "b", "c", ""]),
    many: () => two([[], ["a"], ["b", "c"], ["a", "a", "b"]]),
    check: () => {
      if (coin()) throw new Error("it failed");
    },
    over: (error) => {
      if (error instanceof Over) throw error; // the end of a process can't be caught
    },
    process: {
      exit: (code) => {
        status = code;
        throw new Over();
      },
    },
    require: () => ({ execSync: (line) => sent.push(line.split(" ")[3]) }),
  };
  try {
    vm.runInNewContext(`(function () {${script}})()`, context, { timeout: 5000 });
  } catch (error) {
    if (!(error instanceof Over)) return null;
  }
  return [sent, status];
}

const asked = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(asked.map(([script, all]) => all.map((coins) => run(script, coins)))));
