/** Longest link in a QR code, in characters. It then has 101 modules on a side, which a phone reads from across a room. */
export const LONGEST_IN_QR = 700;

/** White modules around the code, as the standard asks. */
export const QUIET = 4;
