//! Several files in one input.

/// Stands between the parts of an input.
const BETWEEN: &[u8] = b"\n%%%%\n";

/// The parts of an input, `N` of them. Those that are missing are `None`; the last one has the rest.
pub fn parts<const N: usize>(bytes: &[u8]) -> [Option<&[u8]>; N] {
    let mut rest = Some(bytes);
    let mut index = 0;
    [(); N].map(|()| {
        let all = rest.take()?;
        index += 1;
        match all.windows(BETWEEN.len()).position(|window| window == BETWEEN) {
            Some(at) if index < N => {
                rest = Some(&all[at + BETWEEN.len()..]);
                Some(&all[..at])
            }
            _ => Some(all),
        }
    })
}

/// Whether a message can be shown: something is said, in not too many words. Whatever a file says is quoted in an excerpt.
pub fn said_well(message: &str) {
    assert!(message.len() > 10 && message.len() < 1000, "a message of {} bytes: {message:?}", message.len());
}
