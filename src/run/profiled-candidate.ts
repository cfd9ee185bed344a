import type { Candidate } from '../vocabulary/candidate.ts';
import type { Profile } from '../vocabulary/document.ts';

/** What a candidate takes from its document's profile. */
type Profiled = 'title' | 'language';

/**
 * A candidate whose title and language are found out when a validator asks for them. A class and not a literal with getters,
 * of which V8 makes a hidden class each: 2 µs a candidate. A copy has to name them: {@link plainCandidate}.
 */
export class ProfiledCandidate implements Candidate {
  readonly text: string;
  readonly source: string;
  readonly sourceTokens?: number;
  readonly finishReason: string | undefined;
  readonly kind: Candidate['kind'];
  readonly byLanguageModel: boolean;
  readonly instruction: string;
  readonly #profile: Pick<Profile, Profiled>;

  constructor(candidate: Omit<Candidate, Profiled>, profile: Pick<Profile, Profiled>) {
    this.text = candidate.text;
    this.source = candidate.source;
    if (candidate.sourceTokens !== undefined) this.sourceTokens = candidate.sourceTokens;
    this.finishReason = candidate.finishReason;
    this.kind = candidate.kind;
    this.byLanguageModel = candidate.byLanguageModel;
    this.instruction = candidate.instruction;
    this.#profile = profile;
  }

  get title(): string {
    return this.#profile.title;
  }

  get language(): string {
    return this.#profile.language;
  }
}

/** The same as plain data, for another thread. */
export function plainCandidate(candidate: Candidate): Candidate {
  return { ...candidate, title: candidate.title, language: candidate.language };
}
