// SPDX-License-Identifier: GPL-3.0-or-later
//
// node compile.js MODULES FOLDER: the code that makes each contract of contracts/, in hexadecimal,
// as NAME.hex in FOLDER; and what it is once it was made, as NAME.made.hex.

const fs = require('fs');
const path = require('path');
const [modules, folder] = process.argv.slice(2);
const solc = require(path.join(path.resolve(modules), 'solc'));

const here = path.join(__dirname, 'contracts');
const sources = {};
for (const name of fs.readdirSync(here).sort())
  sources[name] = { content: fs.readFileSync(path.join(here, name), 'utf8') };

const output = JSON.parse(solc.compile(JSON.stringify({
  language: 'Solidity',
  sources,
  settings: {
    optimizer: { enabled: true, runs: 200 },
    evmVersion: 'paris',
    metadata: { bytecodeHash: 'none' },
    outputSelection: { '*': { '*': ['evm.bytecode.object', 'evm.deployedBytecode.object'] } },
  },
})));

for (const message of output.errors || []) {
  console.error(message.formattedMessage);
  process.exitCode = 1;
}
for (const contracts of Object.values(output.contracts || {}))
  for (const [name, contract] of Object.entries(contracts)) {
    fs.writeFileSync(path.join(folder, name + '.hex'), contract.evm.bytecode.object);
    fs.writeFileSync(path.join(folder, name + '.made.hex'), contract.evm.deployedBytecode.object);
  }
