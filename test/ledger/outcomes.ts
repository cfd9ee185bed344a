import type { Outcome } from '../../src/vocabulary/outcome.ts';

/** The outcome of task number `task`: an accepted record with one line of text. */
export function accepted(task: number): Outcome {
  return {
    status: 'accepted',
    record: {
      id: `d${task}/a/0`,
      text: `text ${task}`,
      source_id: `d${task}`,
      strategy: 'a',
      prompt: 'a@000000000000',
      model: 'm',
      task_sha: `sha-${task}`,
      token_count: 2,
      generated_tokens: 2,
      usage: { prompt_tokens: 5, completion_tokens: 2 },
      chunk: null,
      variables: {},
      finish_reason: 'stop',
      attempts: 1,
      cleaned: [],
      program: null,
      validation: {},
      metadata: {},
    },
    cost: { promptTokens: 5, completionTokens: 2, wastedTokens: 0, unbilledAttempts: 0 },
  };
}
