/** The files of examples, by the name that a trainer calls each. */
export const EXAMPLE_FILES = {
  doc: { train: 'doc.train.jsonl', heldout: 'doc.heldout.jsonl' },
  chunk: { train: 'chunk.train.jsonl', heldout: 'chunk.heldout.jsonl' },
} as const;

/**
 * `dataset_info.json` as LLaMA-Factory reads it, with `dataset_dir` set to its folder: chats in OpenAI's form are its
 * format `sharegpt` with other tags.
 */
export function datasetInfo(): Readonly<Record<string, object>> {
  return {
    prox_doc: entry(EXAMPLE_FILES.doc.train),
    prox_doc_heldout: entry(EXAMPLE_FILES.doc.heldout),
    prox_chunk: entry(EXAMPLE_FILES.chunk.train),
    prox_chunk_heldout: entry(EXAMPLE_FILES.chunk.heldout),
  };
}

function entry(file_name: string): object {
  return {
    file_name,
    formatting: 'sharegpt',
    columns: { messages: 'messages' },
    tags: {
      role_tag: 'role',
      content_tag: 'content',
      user_tag: 'user',
      assistant_tag: 'assistant',
      system_tag: 'system',
    },
  };
}
