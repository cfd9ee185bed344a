/** The trainer that exports are written for, as its `pyproject.toml` of that version has it. */
export const TRAINER = {
  name: 'LLaMA-Factory',
  page: 'https://github.com/hiyouga/LLaMA-Factory',
  pip: 'llamafactory',
  version: '0.9.5',
  python: '3.11',
  transformers: '4.55 to 5.6',
  torch: '2.4',
} as const;
