// The state machine of template.yaml: against the rules of the States Language, by asl-validator, and what it makes of
// a batch of a listing, by jsonata, which Step Functions evaluates expressions with.
//
// Standard input is JSON: the definition; input, what an execution is started with; objects, as Step Functions lists
// them. Standard output is the event that the function would get.

import {text} from 'node:stream/consumers';

import aslValidator from 'asl-validator';
import jsonata from 'jsonata';

const {definition, input, objects} = JSON.parse(await text(process.stdin));

const {isValid, errorsText} = aslValidator(definition);
if (!isValid) {
  console.error(errorsText('\n'));
  process.exit(1);
}

const map = definition.States[definition.StartAt];
const task = map.ItemProcessor.States[map.ItemProcessor.StartAt];
const batch = {
  BatchInput: await evaluate(map.ItemBatcher.BatchInput, {context: {Execution: {Input: input}}}),
  Items: objects,
};
console.log(JSON.stringify(await evaluate(task.Arguments.Payload, {input: batch})));

async function evaluate(value, states) {
  const expression = typeof value === 'string' && value.match(/^\{%(.*)%\}$/s);
  if (expression) {
    return await jsonata(expression[1]).evaluate(undefined, {states});
  }
  if (value === null || typeof value !== 'object') {
    return value;
  }
  const members = await Promise.all(
    Object.entries(value).map(async ([name, member]) => [name, await evaluate(member, states)]));
  return Object.fromEntries(members);
}
