import type { main as Main } from '../../src/cli/main.ts';

/** How a command line ended and what it said. */
export interface Called {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CallOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Calls take turns: each has the process's folder, environment and standard streams to itself. */
let turn: Promise<unknown> = Promise.resolve();

/** Runs a command line to its end in this process, which spares it the second that loading the tool takes. */
export function call(main: typeof Main, args: readonly string[], options: CallOptions = {}): Promise<Called> {
  const ended = turn.then(() => callAlone(main, args, options));
  turn = ended.catch(() => {});
  return ended;
}

async function callAlone(
  main: typeof Main,
  args: readonly string[],
  { cwd = process.cwd(), env = {} }: CallOptions,
): Promise<Called> {
  const { OPENAI_BASE_URL: _, OPENAI_API_KEY: __, ...inherited } = process.env;
  const before = { cwd: process.cwd(), env: process.env, exitCode: process.exitCode };
  const said = { stdout: '', stderr: '' };
  const { stdout, stderr } = process;
  const writes = { stdout: stdout.write.bind(stdout), stderr: stderr.write.bind(stderr) };
  const hear =
    (stream: keyof typeof said) =>
    (bytes: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
      said[stream] += typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8');
      const done = rest.at(-1);
      if (typeof done === 'function') queueMicrotask(() => void done());
      return true;
    };
  try {
    process.chdir(cwd);
    process.env = { ...inherited, ...env };
    process.exitCode = undefined;
    stdout.write = hear('stdout');
    stderr.write = hear('stderr');
    await main(['node', 'rewrite', ...args]);
    return { code: exitCode(), ...said };
  } finally {
    stdout.write = writes.stdout;
    stderr.write = writes.stderr;
    process.chdir(before.cwd);
    process.env = before.env;
    process.exitCode = before.exitCode;
  }
}

function exitCode(): number {
  return Number(process.exitCode ?? 0);
}
