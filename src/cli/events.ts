import type { OnEvent } from '../generation/events.ts';
import { seconds } from '../text/figures.ts';
import type { Log } from './log.ts';

/** Requests that are tried again are told of one by one only so often; the rest are counted in the event log. */
const SHOWN_RETRIES = 3;

/** Tells a log what happens in generation; what is so of an endpoint and was told of it last is not told again. */
export function tellEvents(log: Log): OnEvent {
  let retries = 0;
  const toldLast = new Map<string, string>();
  const isNew = (endpoint: string, sentence: string): boolean => {
    const isSame = toldLast.get(endpoint) === sentence;
    toldLast.set(endpoint, sentence);
    return !isSame;
  };
  return (event) => {
    switch (event.kind) {
      case 'loading': {
        const sentence = `waiting for ${event.endpoint}: ${event.detail}`;
        return isNew(event.endpoint, sentence) ? log.info(sentence, event) : undefined;
      }
      case 'connected': {
        const { endpoint, model, engine, version, contextLength } = event.server;
        const parts = [
          `${endpoint} serves ${model}`,
          ...(engine === 'unknown'
            ? []
            : [version === undefined || version === engine ? engine : `${engine} ${version}`]),
          ...(contextLength === undefined ? [] : [`context ${contextLength} tokens`]),
        ];
        const sentence = parts.join(', ');
        return isNew(endpoint, sentence) ? log.info(sentence, event) : undefined;
      }
      case 'absent':
        return log.warn(`${event.endpoint} does not answer (${event.detail}); the run starts without it`, event);
      case 'breaker':
        toldLast.delete(event.endpoint);
        return event.state === 'closed'
          ? log.info(`${event.endpoint} is back`, event)
          : event.state === 'open'
            ? log.warn(`${event.endpoint} is left out for now: ${event.detail}`, event)
            : undefined;
      case 'paused':
        return log.warn(`no endpoint of ${event.model} is usable, waiting: ${event.detail}`, event);
      case 'resumed':
        return log.info(`${event.model} answers again after ${seconds(event.pausedMs / 1_000)}`, event);
      case 'retry':
        retries += 1;
        if (retries > SHOWN_RETRIES) return undefined;
        return log.info(
          `${event.endpoint}: ${event.detail}; trying ${event.requestId} again${retries === SHOWN_RETRIES ? ' (further retries are counted in events.jsonl)' : ''}`,
          event,
        );
      case 'concurrency':
        return undefined;
    }
  };
}
