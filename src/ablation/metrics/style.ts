/** A line that somebody says: a speaker's name or a letter, perhaps in bold, and a colon. */
const TURN =
  /^(?:[-*>]\s+)?(?:\*\*|__)?(?:[A-Z][\p{L}.'’]{0,24}(?: [A-Z][\p{L}.'’]{0,24})?|[QA]\d{0,3})(?:\*\*|__)?:(?:\*\*|__)?\s+\S/u;
/** Turns from which a text is a conversation. */
const TURNS = 2;
const LINES = 400;

/**
 * Whether a text is conversational: at least two of its first 400 lines are turns, `Name: …` or `Q: …` (BeyondWeb speaks
 * of chat transcripts and question answering; under 2.7% of web text is such).
 */
export function isConversational(text: string): boolean {
  let turns = 0;
  for (const line of text.split('\n', LINES)) {
    if (TURN.test(line.trimStart())) turns += 1;
    if (turns === TURNS) return true;
  }
  return false;
}
