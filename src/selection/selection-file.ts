/** What was read, chosen and left out, in the folder of a selection. */
export const SELECTION_FILE = 'selection.json';
