// Colours that mean the same on every map.

export const NO_DATA_COLOR = "#e3e5e8";
export const NO_DATA_LINE = "#9aa3ad";
export const UNKNOWN_COLOR = "#6a5a78";
