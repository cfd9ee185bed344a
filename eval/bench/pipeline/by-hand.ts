/*
 * What one writes by hand in an afternoon: the openai SDK, p-limit, and a line appended to a file for each answer.
 * Nothing is validated, nothing can be resumed.
 *
 *   tsx by-hand.ts ENDPOINT CORPUS CONCURRENCY OUT
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import OpenAI from 'openai';
import pLimit from 'p-limit';

const [endpoint = '', corpus = '', concurrency = '', out = ''] = process.argv.slice(2);
const client = new OpenAI({ baseURL: endpoint, apiKey: 'none' });
const limit = pLimit(Number(concurrency));
const output = createWriteStream(out);
const running = new Set<Promise<void>>();

for await (const line of createInterface({ input: createReadStream(corpus) })) {
  const { id, text } = JSON.parse(line) as { id: string; text: string };
  const task = limit(async () => {
    const content = `<document>\n${text}\n</document>\n\nRewrite the document above in plain words.`;
    const completion = await client.chat.completions.create(
      { model: 'bench', messages: [{ role: 'user', content }], max_tokens: 600 },
      { headers: { 'x-request-id': id } },
    );
    output.write(`${JSON.stringify({ id, text: completion.choices[0]?.message.content, usage: completion.usage })}\n`);
  });
  running.add(task);
  void task.finally(() => running.delete(task));
  // A line ahead of the limit, or the whole corpus would be read at once.
  if (running.size > Number(concurrency)) await Promise.race(running);
}
await Promise.all(running);
output.end();
await finished(output);
