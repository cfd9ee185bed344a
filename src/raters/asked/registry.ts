import type { AskedRater } from './asked-rater.ts';

const dataman: AskedRater = {
  name: 'dataman',
  summary: 'fourteen criteria from 1 to 5, and one of fifteen domains, by a model made for it',
  source: 'DataMan (Peng et al., 2025), RuPeng/DataMan-1.5B-EN and -ZH',
  forms: {
    all: { summary: 'all criteria and the domain', strategies: ['dataman'] },
    score: { summary: 'the overall score alone', strategies: ['dataman_score'] },
    domain: { summary: 'the domain alone', strategies: ['dataman_domain'] },
  },
};

const finewebEdu: AskedRater = {
  name: 'fineweb_edu',
  summary: 'educational value from 0 to 5',
  source: 'FineWeb-Edu (Hugging Face, 2024)',
  forms: {
    prompt: { summary: 'by an instruct model', strategies: ['fineweb_edu'] },
    classify: {
      summary: "by HuggingFaceFW/fineweb-edu-classifier on vLLM's /classify",
      strategies: ['fineweb_edu_served'],
    },
  },
};

const qurating: AskedRater = {
  name: 'qurating',
  summary: 'writing style, required expertise, facts and trivia, educational value',
  source: 'QuRating (Wettig et al., 2024)',
  forms: {
    prompt: { summary: 'from 1 to 10, by an instruct model', strategies: ['qurating'] },
    classify: {
      summary: "unbounded, by princeton-nlp/QuRater-1.3B on vLLM's /classify",
      strategies: ['qurating_served'],
    },
  },
};

const proxDoc: AskedRater = {
  name: 'prox_doc',
  summary: 'how much a document teaches, and how clean its text is, both from 0 to 5',
  source: 'ProX (Zhou et al., 2024), as rewrite prox build-sft asks it',
  forms: {
    both: { summary: 'both scores, by an instruct model', strategies: ['prox-sft-education', 'prox-sft-format'] },
  },
};

const perplexity: AskedRater = {
  name: 'perplexity',
  summary: 'how little a model expects the text: exp of the mean negative log-probability',
  source: 'CCNet (Wenzek et al., 2020); small reference models: Ankner et al. (2024)',
  forms: {
    prompt_logprobs: { summary: "by vLLM's prompt_logprobs", strategies: ['perplexity'] },
    echo: { summary: 'by echo with logprobs, for other completions APIs', strategies: ['perplexity_echo'] },
  },
};

/** Every rater that asks a served model, by its name. */
export const ASKED_RATERS: Readonly<Record<string, AskedRater>> = {
  dataman,
  fineweb_edu: finewebEdu,
  qurating,
  prox_doc: proxDoc,
  perplexity,
};
