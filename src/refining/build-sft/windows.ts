import { numberLine } from '../../prox/number-lines.ts';
import { WINDOW_TOKENS, type Window, windowsOf } from '../../prox/windows.ts';
import { estimateTokens } from '../../text/tokens.ts';

/** A window of a document that is kept, and whether a model is asked about it. */
export interface KeptWindow {
  /** `<source id>/<number of the window>`, as unique as the source id. */
  readonly id: string;
  readonly window: Window;
  /** `blank`: white space alone. `too_long`: one line that no refiner's context takes. */
  readonly kind: 'asked' | 'blank' | 'too_long';
}

/**
 * A document's windows as a refiner will be shown them (`prox/windows.ts`). Each becomes a document of its own for the
 * model that writes programs, with lines numbered from 0: so an answer that is missing or spoilt costs one window, and
 * no call has to be guessed back into the window it was written for.
 */
export function keptWindows(document: string, text: string): KeptWindow[] {
  return windowsOf(text).map((window, index) => {
    const id = `${document}/${index}`;
    if (!/\S/.test(window.text)) return { id, window, kind: 'blank' };
    const tooLong =
      !window.text.includes('\n') && estimateTokens(numberLine(window.text, window.firstLine)) > WINDOW_TOKENS;
    return { id, window, kind: tooLong ? 'too_long' : 'asked' };
  });
}
