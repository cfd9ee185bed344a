import type { JsonObject } from './json.ts';
import type { MeaningAccount } from './meaning.ts';

/** One line of a shard, exactly as CONTRACT "Records" names its fields. */
export interface AcceptedRecord {
  readonly id: string;
  readonly text: string;
  readonly source_id: string;
  readonly strategy: string;
  readonly prompt: string;
  readonly model: string;
  readonly task_sha: string;
  readonly token_count: number;
  readonly generated_tokens: number;
  readonly usage: { readonly prompt_tokens: number; readonly completion_tokens: number };
  readonly chunk: number | null;
  readonly variables: Readonly<Record<string, string>>;
  readonly finish_reason: string;
  readonly attempts: number;
  readonly cleaned: readonly string[];
  readonly program: string | null;
  readonly validation: Readonly<Record<string, number>>;
  readonly metadata: JsonObject;
}

/** One line of a rejects file: the record as far as it came, and why it ended there. */
export interface RejectRecord extends AcceptedRecord {
  readonly status: 'rejected' | 'failed';
  readonly reason: string;
  readonly detail: string;
}

/** What a task's tokens came to, beside the record. */
export interface OutcomeCost {
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Billed completion tokens that did not end in an accepted record. */
  readonly wastedTokens: number;
  readonly unbilledAttempts: number;
  /** What checks of meaning took, beside that; absent where there were none. */
  readonly meaning?: MeaningAccount;
}

/** How a task ended. Exactly one per task. */
export type Outcome =
  | { readonly status: 'accepted'; readonly record: AcceptedRecord; readonly cost: OutcomeCost }
  | { readonly status: 'rejected'; readonly record: RejectRecord; readonly cost: OutcomeCost }
  | {
      readonly status: 'failed';
      readonly record: RejectRecord;
      readonly cost: OutcomeCost;
      /** False when a retry may help: such a task is deferred to the end of the run. */
      readonly ofDocument: boolean;
    };
