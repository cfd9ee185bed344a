/*
 * The least that a client can do: the same requests through undici's `Pool.request` by as many loops as there may be
 * requests in flight; the answers are parsed and thrown away.
 *
 *   tsx bare.ts ENDPOINT CORPUS CONCURRENCY
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Pool } from 'undici';

const [endpoint = '', corpus = '', concurrency = ''] = process.argv.slice(2);
const pool = new Pool(new URL(endpoint).origin, { headersTimeout: 0, bodyTimeout: 0 });
const lines = createInterface({ input: createReadStream(corpus) })[Symbol.asyncIterator]();

async function work(): Promise<void> {
  for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
    const { id, text } = JSON.parse(line.value) as { id: string; text: string };
    const { body } = await pool.request({
      method: 'POST',
      path: '/v1/chat/completions',
      headers: { 'content-type': 'application/json', 'x-request-id': id },
      body: JSON.stringify({ model: 'bench', messages: [{ role: 'user', content: text }], max_tokens: 600 }),
    });
    const answer = JSON.parse(await body.text()) as { choices: { message: { content: string } }[] };
    if (answer.choices[0]?.message.content === undefined) throw new Error('An answer without text.');
  }
}

await Promise.all(Array.from({ length: Number(concurrency) }, work));
await pool.close();
