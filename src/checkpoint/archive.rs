//! A folder as one zip file: packing and unpacking.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::LONGEST_NAME;
use super::export::File;
use super::folder::{FILES, Folder, limit_of};
use crate::excerpt::excerpt;

/// Maximum size of all unpacked archives: what a page can hold beside the archives themselves.
const MOST_BYTES: u64 = 1 << 30;
/// Weights do not compress, and vocabularies compress to a tenth. What unpacks to more than this many times its size is made to fill the memory.
const MOST_GROWTH: u64 = 50;
/// What the smallest archive may unpack to.
const LEAST_ALLOWED: u64 = 1 << 20;

/// Why files do not form a folder.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error("{file} is not a zip that can be read: {reason}")]
    Unreadable { file: String, reason: ZipError },
    #[error("{file}: {reason}")]
    Damaged { file: String, reason: std::io::Error },
    #[error("{file} would unpack to more than {} MB, which is more than the page can hold", MOST_BYTES >> 20)]
    TooLarge { file: String },
    #[error("{file}: {found} bytes, expected at most {limit}")]
    Oversized { file: String, found: u64, limit: u64 },
    #[error("the files of the model: {found} bytes together, expected at most {limit}")]
    TooMuch { found: u64, limit: u64 },
    #[error(
        "{file} would unpack to more than {MOST_GROWTH} times its {packed} bytes, which no model does; unpack it yourself, and open the files"
    )]
    Bomb { file: String, packed: u64 },
    #[error("the archive cannot be written: {0}")]
    Unwritable(#[from] ZipError),
    #[error("the archive cannot be written: {0}")]
    Io(#[from] std::io::Error),
}

/// Packs files without compression, since weights do not compress.
pub fn zip(files: &[File]) -> Result<Vec<u8>, ArchiveError> {
    let mut writer = ZipWriter::new(Cursor::new(vec![]));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default().compression_method(CompressionMethod::Stored))?;
        writer.write_all(bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// Bytes of all files that are read together.
const MOST_TOGETHER: u64 = 2 << 30;

/// Of files that somebody chose, by name and size, those that are to be read, as indices: each zip, and of several files with one name the one
/// nearest to the top. Whatever else lies in a folder may be of any size, since nobody reads it.
///
/// # Errors
/// [`ArchiveError::Oversized`] and [`ArchiveError::TooMuch`].
pub fn to_read(files: &[(String, u64)]) -> Result<Vec<usize>, ArchiveError> {
    let mut read = vec![];
    let mut nearest = Nearest::default();
    for (index, (name, _)) in files.iter().enumerate() {
        if is_zip(name) {
            read.push(index);
        } else if nearest.wants(name) {
            nearest.add(name, index);
        }
    }
    read.extend(nearest.by_name().map(|(_, index)| index));
    // In the order in which they were chosen, on which it may depend which of two counts.
    read.sort_unstable();
    let mut together = 0;
    for &index in &read {
        let (name, found) = &files[index];
        let limit = if is_zip(name) { MOST_BYTES } else { limit_of(base(name)) };
        if *found > limit {
            return Err(ArchiveError::Oversized { file: excerpt(name, LONGEST_NAME), found: *found, limit });
        }
        together += found;
    }
    if together > MOST_TOGETHER {
        return Err(ArchiveError::TooMuch { found: together, limit: MOST_TOGETHER });
    }
    Ok(read)
}

/// The files as a folder. A zip counts as its contents, whatever folder encloses them. Of several files with one name,
/// the one nearest to the top is used: folders may contain further models in subfolders (`1_Pooling/config.json`).
pub fn folder(files: Vec<(String, Vec<u8>)>) -> Result<Folder, ArchiveError> {
    let mut found = Found::default();
    for (name, bytes) in files {
        if is_zip(&name) {
            unpack(&name, bytes, &mut found)?;
        } else if found.files.wants(&name) {
            found.files.add(&name, bytes);
        }
    }
    Ok(Folder::Memory(found.files.by_name().collect()))
}

#[derive(Default)]
struct Found {
    files: Nearest<Vec<u8>>,
    /// Bytes that came out of archives, replaced files included.
    unpacked: u64,
}

/// Of each file that is needed the one nearest to the top, by name, with the depth of its folder.
struct Nearest<T>(BTreeMap<String, (usize, T)>);

impl<T> Default for Nearest<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T> Nearest<T> {
    /// Whether the file is needed, and nearer to the top than an earlier one of its name.
    fn wants(&self, path: &str) -> bool {
        FILES.contains(&base(path)) && self.0.get(base(path)).is_none_or(|(earlier, _)| depth(path) < *earlier)
    }

    fn add(&mut self, path: &str, file: T) {
        self.0.insert(base(path).to_owned(), (depth(path), file));
    }

    fn by_name(self) -> impl Iterator<Item = (String, T)> {
        self.0.into_iter().map(|(name, (_, file))| (name, file))
    }
}

fn unpack(file: &str, bytes: Vec<u8>, found: &mut Found) -> Result<(), ArchiveError> {
    let unreadable = |reason| ArchiveError::Unreadable { file: file.into(), reason };
    let packed = bytes.len() as u64;
    let mut allowed = packed.saturating_mul(MOST_GROWTH).max(LEAST_ALLOWED);
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(unreadable)?;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(unreadable)?;
        // A name that says nothing is none of those that are wanted.
        let Ok(name) = entry.name().map(std::borrow::Cow::into_owned) else { continue };
        if entry.is_dir() || !found.files.wants(&name) {
            continue;
        }
        // The size in the header is only a claim, so the bytes are counted as they are read.
        let mut content = vec![];
        entry
            .take(allowed.min(MOST_BYTES - found.unpacked) + 1)
            .read_to_end(&mut content)
            .map_err(|reason| ArchiveError::Damaged { file: format!("{file}, {}", excerpt(&name, LONGEST_NAME)), reason })?;
        let size = content.len() as u64;
        allowed = allowed.checked_sub(size).ok_or_else(|| ArchiveError::Bomb { file: file.into(), packed })?;
        if size > MOST_BYTES - found.unpacked {
            return Err(ArchiveError::TooLarge { file: file.into() });
        }
        found.unpacked += size;
        found.files.add(&name, content);
    }
    Ok(())
}

fn is_zip(name: &str) -> bool {
    name.to_lowercase().ends_with(".zip")
}

/// The name without its folders.
fn base(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// The number of folders in a path.
fn depth(path: &str) -> usize {
    path.matches(['/', '\\']).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_out_again() {
        let bytes = zip(&[("config.json", b"{}".to_vec()), ("vocab.txt", b"[PAD]\n".to_vec())]).expect("zip");
        let Folder::Memory(files) = folder(vec![("model.zip".into(), bytes)]).expect("folder") else { panic!("in memory") };
        assert_eq!(files["config.json"], b"{}");
        assert_eq!(files["vocab.txt"], b"[PAD]\n");
    }

    #[test]
    fn what_is_no_zip_is_named() {
        let error = folder(vec![("model.zip".into(), b"not a zip".to_vec())]).expect_err("no zip").to_string();
        assert!(error.starts_with("model.zip is not a zip"), "{error}");
    }

    /// 32 MB of zeros in 32 kB. The limit holds for the archive as a whole, not for each of its files.
    #[test]
    fn a_file_that_grows_out_of_proportion_is_refused_before_it_fills_the_memory() {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        let mut writer = ZipWriter::new(Cursor::new(vec![]));
        for name in FILES {
            writer.start_file(name, options).unwrap();
            writer.write_all(&vec![0; 5 << 20]).unwrap();
        }
        let bytes = writer.finish().unwrap().into_inner();
        assert!(bytes.len() < 64 << 10, "{} bytes", bytes.len());
        let error = folder(vec![("model.zip".into(), bytes)]).expect_err("a bomb").to_string();
        assert!(error.starts_with("model.zip would unpack to more than 50 times its"), "{error}");
    }

    #[test]
    fn a_path_out_of_the_archive_is_a_name_and_an_archive_inside_is_no_folder() {
        let inner = zip(&[("vocab.txt", b"[PAD]\n".to_vec())]).unwrap();
        let mut writer = ZipWriter::new(Cursor::new(vec![]));
        for (name, content) in [("../../config.json", &b"{}"[..]), ("/etc/vocab.txt.zip", &inner), ("C:\\tokenizer.json", b"[]")] {
            writer.start_file(name, SimpleFileOptions::default()).unwrap();
            writer.write_all(content).unwrap();
        }
        let bytes = writer.finish().unwrap().into_inner();
        let Folder::Memory(files) = folder(vec![("m.zip".into(), bytes)]).expect("folder") else { panic!("in memory") };
        assert_eq!(files.keys().map(String::as_str).collect::<Vec<_>>(), ["config.json", "tokenizer.json"]);
    }

    #[test]
    fn a_folder_around_the_files_does_not_matter_and_the_nearest_of_one_name_counts() {
        let file = |path: &str| (path.to_owned(), path.as_bytes().to_vec());
        for order in [["m/1_Pooling/config.json", "m/config.json"], ["m/config.json", "m/1_Pooling/config.json"]] {
            let Folder::Memory(files) = folder(order.map(file).to_vec()).expect("folder") else { panic!("in memory") };
            assert_eq!(files, BTreeMap::from([("config.json".to_owned(), b"m/config.json".to_vec())]));
        }
        assert_eq!((base("model\\config.json"), depth("model\\config.json")), ("config.json", 1));
    }

    /// A cloned repository: the same weights in four formats, and checkpoints in between.
    #[test]
    fn of_a_folder_only_what_is_needed_is_read_however_large_the_rest_is() {
        let file = |name: &str, size: u64| (name.to_owned(), size);
        let files = [
            file("bert/checkpoint-500/model.safetensors", 1 << 30),
            file("bert/pytorch_model.bin", 9 << 30),
            file("bert/config.json", 600),
            file("bert/model.safetensors", 440 << 20),
            file("bert/checkpoint-500/config.json", 600),
            file("bert/checkpoint-1000/model.safetensors", 1 << 30),
            file("other.ZIP", 1 << 30),
        ];
        assert_eq!(to_read(&files).unwrap(), [2, 3, 6]);
        let refused = |files: &[(String, u64)]| to_read(files).unwrap_err().to_string();
        assert_eq!(refused(&[file("a/tokenizer.json", (32 << 20) + 1)]), "a/tokenizer.json: 33554433 bytes, expected at most 33554432");
        assert_eq!(refused(&[file("model.zip", 5 << 30)]), "model.zip: 5368709120 bytes, expected at most 1073741824");
        assert_eq!(refused(&[file("model.safetensors", 3 << 30)]), "model.safetensors: 3221225472 bytes, expected at most 2147483648");
        assert_eq!(
            refused(&[file("1.zip", 1 << 30), file("2.zip", 1 << 30), file("3.zip", 1)]),
            "the files of the model: 2147483649 bytes together, expected at most 2147483648"
        );
    }

    #[test]
    fn a_damaged_file_is_named_in_few_words_however_deep_it_lies() {
        let deep = format!("{}config.json", "folder/".repeat(4000));
        let mut writer = ZipWriter::new(Cursor::new(vec![]));
        writer.start_file(&*deep, SimpleFileOptions::default().compression_method(CompressionMethod::Stored)).unwrap();
        writer.write_all(b"{\"vocab_size\": 1}").unwrap();
        let mut bytes = writer.finish().unwrap().into_inner();
        let content = bytes.windows(6).position(|window| window == b"{\"voca").expect("is stored as it is");
        bytes[content] = b'[';
        let error = folder(vec![("model.zip".into(), bytes)]).expect_err("another checksum").to_string();
        assert!(error.starts_with("model.zip, folder/folder/") && error.len() < 300, "{} bytes: {error}", error.len());
    }

    /// A record at the end of an archive says where the list of files is, and how many there are. Here 20,000 records claim one file
    /// more than the list has: whoever reads the list again for each record reads 400 million entries.
    #[test]
    fn a_list_of_files_that_many_records_claim_is_read_once() {
        const FILES: u16 = 20_000;
        let mut bytes = vec![];
        for _ in 0..FILES {
            bytes.extend(b"PK\x01\x02\x14\0\x14\0");
            bytes.extend([0; 20]);
            bytes.extend([1, 0]);
            bytes.extend([0; 16]);
            bytes.push(b'a');
        }
        let length = (bytes.len() as u32).to_le_bytes();
        let count = (FILES + 1).to_le_bytes();
        for _ in 0..FILES {
            bytes.extend(b"PK\x05\x06\0\0\0\0");
            bytes.extend([count, count].concat());
            bytes.extend(length);
            bytes.extend([0; 6]);
        }
        let error = folder(vec![("model.zip".into(), bytes)]).expect_err("nothing but claims").to_string();
        assert!(error.starts_with("model.zip is not a zip"), "{error}");
    }
}
