import { connect } from '../generation/client.ts';
import { formatDuration } from '../generation/duration.ts';
import { Slots } from '../generation/slots.ts';
import { RewriteError } from '../vocabulary/error.ts';

/** Requests to the embedding model under way; each has up to 32 texts. */
const CONCURRENCY = 16;
/** For a server that is still loading, or away; and for one request. */
const WAIT_MS = 2 * 60_000;
const REQUEST_MS = 2 * 60_000;
/** The only model there is. */
const KEY = 'embedder';

/** Where an embedding model is served. */
export interface EmbeddingServers {
  readonly endpoints: readonly string[];
  /** Its name there; undefined: the one that is served. */
  readonly model: string | undefined;
  readonly apiKey: string | undefined;
}

/** A served embedding model, ready to be asked. */
interface OpenEmbedder {
  /** As the server names it. */
  readonly model: string;
  /** Embeddings of texts, in their order. */
  readonly embed: (texts: readonly string[]) => Promise<readonly Float32Array[]>;
  close(): Promise<void>;
}

/**
 * Connects to an embedding model. A text that the model cannot read gets an empty vector, which is like no other; any
 * other failure ends the job (`outage`), since vectors of some texts are of no use. `job`: begins the ids of requests.
 * Throws a RewriteError `usage` or `outage` where no server answers.
 */
export async function openEmbedder(
  { endpoints, model, apiKey }: EmbeddingServers,
  job: string,
  seed: number,
  signal: AbortSignal,
): Promise<OpenEmbedder> {
  const connected = await connect({
    models: { [KEY]: { endpoints, model, api: 'embeddings', chatTemplate: undefined, apiKey } },
    waitMs: WAIT_MS,
    requestTimeoutMs: REQUEST_MS,
    outageLimitMs: WAIT_MS,
    seed,
    signal,
  }).catch((error: unknown) => {
    throw isOutage(error) ? noServer(endpoints, error) : error;
  });
  const embedder = connected.embedder(KEY, new Slots(CONCURRENCY));
  let batches = 0;
  return {
    model: embedder.model,
    async embed(texts) {
      const { texts: embedded } = await embedder.embed(texts, `${job}/${batches++}`, signal);
      return embedded.map((one) => {
        if (one.kind === 'embedding') return one.vector;
        if (one.ofDocument) return new Float32Array(0);
        throw new RewriteError('outage', `The embedding model gave no answer: ${one.detail}. Run the command again.`);
      });
    },
    close: () => connected.backend.close(),
  };
}

function isOutage(error: unknown): boolean {
  return error instanceof RewriteError && error.code === 'outage';
}

/** What connects says names settings that commands with an embedding model do not have. */
function noServer(endpoints: readonly string[], cause: unknown): RewriteError {
  return new RewriteError(
    'outage',
    `No server of the embedding model answered within ${formatDuration(WAIT_MS)}: ${endpoints.join(', ')}. Start it, or check the address; then run the same command again.`,
    { cause },
  );
}
