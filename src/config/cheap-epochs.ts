/**
 * Text that is met up to four times is worth nearly as much as new text; from then on it is worth less each time
 * (Muennighoff et al. 2023, arXiv 2305.16264).
 */
export const CHEAP_EPOCHS = 4;
