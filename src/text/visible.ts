/**
 * A text for looking at: control characters as their pictures (`␀`, `␛`), so that none of them does anything to a
 * terminal or a page, and those that turn the direction of writing, as `�`. A tab becomes four spaces, a carriage return
 * at the end of a line nothing; line breaks stay.
 */
export function visible(text: string): string {
  return text
    .replace(/\r(?=\n|$)/g, '')
    .replaceAll('\t', '    ')
    .replace(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u2028-\u202E\u2066-\u2069]/g, picture);
}

function picture(control: string): string {
  const code = control.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : '\uFFFD';
}
