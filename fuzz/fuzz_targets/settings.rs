#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cloze_fuzz::settings::run(bytes));
