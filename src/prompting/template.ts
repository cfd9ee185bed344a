import { Template } from '@huggingface/jinja';
import { numberLines } from '../prox/number-lines.ts';
import { neutralizeControlTokens } from '../text/control-tokens.ts';
import type { Profile } from '../vocabulary/document.ts';
import { usageError } from '../vocabulary/error.ts';
import type { PromptFile } from '../vocabulary/strategy.ts';
import { nearest } from '../text/nearest.ts';
import { TEMPLATE_VALUES } from './schema.ts';
import { type TemplateNode, freeNames } from './template-names.ts';

/** What a template is filled with. */
export interface PromptValues {
  /** The text to rewrite. */
  readonly document: string;
  /** 0-based index of its first line in the whole document: what `numbered`, the text as ProX programs count it, begins with. */
  readonly firstLine: number;
  /** Read only where the template asks: title and language take a while to find out. */
  readonly profile: Pick<Profile, 'title' | 'language'>;
  /** A rewrite of the document that is to be judged beside it; undefined where there is none. */
  readonly rewrite?: string | undefined;
  readonly variables: Readonly<Record<string, string>>;
}

/** A prompt file, filled. */
interface RenderedPrompt {
  readonly system: string | undefined;
  readonly user: string;
}

/** A prompt file ready to be filled. */
export interface PromptTemplate {
  /** The names that the template reads. */
  readonly uses: ReadonlySet<string>;
  /** The template's own words after the document, without the closing fence: what a leaked prompt would repeat. */
  readonly instruction: string;
  /**
   * The system prompt and the user turn. Document, numbered document, title and rewrite enter as they are but for control
   * tokens and our own fences, which are broken up; nothing in them is ever read as template code.
   */
  render(values: PromptValues): RenderedPrompt;
}

/**
 * Compiles a prompt file's body, after checking it: an undeclared name would silently render as nothing, and a template
 * without the document would make the model invent one.
 *
 * @param file where `bodyLine` is given (1-based line of the file at which the body starts), errors name the line
 * @param variables names of the strategy's variables
 * @throws RewriteError `usage` for a syntax error, an undeclared name, an unknown filter, or a template whose output
 *   does not depend on `document` or `numbered`
 */
export function compilePrompt(
  file: PromptFile & { readonly bodyLine?: number },
  variables: readonly string[],
): PromptTemplate {
  const template = parse(file);
  const program: TemplateNode = { type: 'Program', body: template.parsed.body };
  const uses = freeNames(program);
  checkNames(file, uses, [...TEMPLATE_VALUES, ...variables]);
  checkRendering(file, template, variables);
  return {
    uses,
    instruction: instructionOf(template.parsed.body),
    render: (values) => ({
      system: file.system,
      user: template.render({
        ...values.variables,
        document: uses.has('document') ? neutralizeControlTokens(values.document) : '',
        numbered: uses.has('numbered') ? neutralizeControlTokens(numberLines(values.document, values.firstLine)) : '',
        title: uses.has('title') ? neutralizeControlTokens(values.profile.title.replace(/\s+/g, ' ')) : '',
        language: uses.has('language') ? values.profile.language : '',
        rewrite: uses.has('rewrite') ? neutralizeControlTokens(values.rewrite ?? '') : '',
      }),
    }),
  };
}

function parse(file: PromptFile): Template {
  try {
    // The file's own last newline, and blank lines between front matter and body, are no part of the prompt.
    return new Template(file.body.trim());
  } catch (error) {
    throw usageError(`${file.path}: not a valid template: ${messageOf(error)}`, error);
  }
}

function checkNames(file: PromptFile & { readonly bodyLine?: number }, uses: Set<string>, known: string[]): void {
  const problems = [...uses]
    .filter((name) => !known.includes(name))
    .map((name) => {
      const line = lineOfName(file.body, name);
      const place =
        line === undefined || file.bodyLine === undefined ? file.path : `${file.path}:${file.bodyLine + line}`;
      const meant = nearest(name, known);
      const hint = meant === undefined ? '' : `; did you mean \`${meant}\`?`;
      return `${place}: \`${name}\` is not declared${hint} (names here: ${known.join(', ')}; others go under \`variables\` of the strategy)`;
    });
  if (problems.length > 0) throw usageError(problems.join('\n'));
}

/** Renders with two documents, with and without the other values, so that what fails or ignores them shows now. */
function checkRendering(file: PromptFile, template: Template, variables: readonly string[]): void {
  const rendered = ['one', 'two'].map((word) => {
    const filled = { document: word, numbered: `[000]${word}`, title: 'Title', language: 'en', rewrite: 'three' };
    const some = Object.fromEntries(variables.map((name) => [name, 'value']));
    try {
      return (
        template.render({ ...some, ...filled }) + template.render({ ...some, ...filled, title: '', language: 'und' })
      );
    } catch (error) {
      throw usageError(`${file.path}: the template cannot be rendered: ${messageOf(error)}`, error);
    }
  });
  if (rendered[0] === rendered[1]) {
    throw usageError(
      `${file.path}: the document never reaches the prompt; put {{ document }} (or {{ numbered }}) into the body`,
    );
  }
}

/** Static text after the last place where the document enters, or before the first where nothing follows. */
function instructionOf(body: readonly TemplateNode[]): string {
  let before = '';
  let after: string | undefined;
  const walk = (nodes: readonly TemplateNode[]): void => {
    for (const node of nodes) {
      const blocks = [node.body, node.alternate, node.defaultBlock].filter(isBlock);
      if (node.type === 'StringLiteral') {
        if (after === undefined) before += String(node.value);
        else after += String(node.value);
      } else if (blocks.length > 0) {
        for (const block of blocks) walk(block);
      } else {
        const names = freeNames(node);
        if (names.has('document') || names.has('numbered')) after = '';
      }
    }
  };
  walk(body);
  const closingFence = /^\s*(?:<\/[\w-]+>|\[\/[\w-]+\])/;
  const rest = (after ?? '').replace(closingFence, '').trim();
  return rest === '' ? before.replace(/(?:<[\w-]+>|\[[\w-]+\])\s*$/, '').trim() : rest;
}

function isBlock(value: unknown): value is readonly TemplateNode[] {
  return Array.isArray(value);
}

/** 0-based line of the body on which a tag first holds the name as a word of its own; undefined if none is found. */
function lineOfName(body: string, name: string): number | undefined {
  for (const tag of body.matchAll(/\{[{%][^}]*[%}]\}/g)) {
    const word = new RegExp(String.raw`(?<![\w.])${name}(?!\w)`).exec(tag[0]);
    if (word !== null) return body.slice(0, tag.index + word.index).split('\n').length - 1;
  }
  return undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
