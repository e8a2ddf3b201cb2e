//! A zip that somebody opens as a model: bombs, paths, duplicates, archives in archives.

use std::io::{Cursor, Write};

use cloze::checkpoint::archive;
use cloze::checkpoint::folder::{FILES, Folder};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::memory::peak_of;
use super::parts::said_well;

/// The bytes are a zip; or, behind a `+`, lines of `NAME REPEATS TEXT`, which become the entries of one.
pub fn run(bytes: &[u8]) {
    let zip = bytes.strip_prefix(b"+").map_or_else(|| bytes.to_vec(), |lines| written(&String::from_utf8_lossy(lines)));
    let size = zip.len();
    let (opened, peak) = peak_of(|| archive::folder(vec![("model.zip".into(), zip)]));
    // A vector that grows is there twice for a moment, and what an inflater holds comes with each entry.
    assert!(peak <= 50 * 4 * size + (8 << 20), "{peak} bytes were held for an archive of {size}");
    match opened {
        Err(error) => said_well(&error.to_string()),
        Ok(Folder::Memory(files)) => assert!(files.keys().all(|name| FILES.contains(&name.as_str())), "{:?}", files.keys()),
        Ok(Folder::Disk(path)) => panic!("{} was opened from an archive", path.display()),
    }
}

/// Bytes before compression, in all entries: more only costs time, since a bomb is known by its ratio.
const MOST_WRITTEN: usize = 4 << 20;

fn written(lines: &str) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(vec![]));
    let mut left = MOST_WRITTEN;
    for line in lines.lines().take(64) {
        let mut words = line.splitn(3, ' ');
        let (name, repeats, text) = (words.next().unwrap_or(""), words.next().unwrap_or(""), words.next().unwrap_or(""));
        let repeats = repeats.parse::<usize>().unwrap_or(1).min(left / text.len().max(1));
        left -= repeats * text.len();
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).compression_level(Some(1));
        // The writer refuses a name that it has already.
        if writer.start_file(name, options).is_ok() {
            writer.write_all(text.repeat(repeats).as_bytes()).expect("in memory");
        }
    }
    writer.finish().expect("in memory").into_inner()
}
