//! The one export file inside a zip file, read as it is unpacked: never whole in memory, and never more of it than an
//! export can hold.

use std::cell::Cell;
use std::io::{self, Read, Seek, SeekFrom};

use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use super::lines::Unreadable;

/// How much of a zip file may be its list of contents: tens of thousands of files.
const LARGEST_LIST: u64 = 4 << 20;
/// How many times larger than packed a file may be: exports come to about ten, a line that repeats for ever to a thousand.
const LARGEST_RATIO: u64 = 200;
/// What a file may have whatever its ratio, in bytes.
const ALWAYS_TAKEN: u64 = 16 << 20;
/// The most that a file may have, in bytes: some twenty million devices.
const LARGEST_FILE: u64 = 16 << 30;
/// How many names a sentence lists.
const LISTED_NAMES: usize = 5;

/// Whether a file that begins with these four bytes is a zip file.
pub(super) fn is_zip(start: &[u8]) -> bool {
    matches!(start, b"PK\x03\x04" | b"PK\x05\x06")
}

/// Gives the one export file in the zip file to `take`. Folders do not matter, and neither does what an operating system
/// adds.
///
/// # Errors
/// As `take`; a sentence if the zip file is damaged, holds no such file or several, or one that cannot be unpacked.
pub(super) fn open_zip<T>(
    bytes: impl Read + Seek,
    size: u64,
    take: impl FnOnce(Unpacked<'_>) -> Result<T, Unreadable>,
) -> Result<T, Unreadable> {
    // What lists the contents is kept in memory; the contents are not.
    let left = Cell::new(Some(LARGEST_LIST));
    let bytes = Limited { bytes, left: &left };
    let mut archive = ZipArchive::new(bytes).map_err(unreadable)?;
    left.set(None);
    let index = choose(&archive)?;
    let entry = archive.by_index_data(index).map_err(unreadable)?;
    if entry.encrypted() {
        return Err(sentence(
            "The file in the zip file is encrypted. Unpack it with its password and choose the CSV file inside.",
        ));
    }
    let known = [CompressionMethod::Stored, CompressionMethod::Deflated];
    if !known.contains(&entry.compression()) {
        return Err(sentence(
            "The zip file is packed in a way that is not known here. Unpack it and choose the CSV file inside.",
        ));
    }
    // No more than this is ever unpacked, whatever follows.
    let most =
        LARGEST_FILE.min(ALWAYS_TAKEN.max(entry.compressed_size().min(size) * LARGEST_RATIO));
    if entry.size() > most {
        return Err(Unreadable::File(format!(
            "The file in the zip file would have {} MB unpacked; at most {} MB are taken of a zip file of this size, \
             {LARGEST_RATIO} times as much. Unpack it and choose the CSV file inside if that is right.",
            entry.size() >> 20,
            most >> 20
        )));
    }
    let file = archive.by_index(index).map_err(unreadable)?;
    take(Unpacked(Box::new(file)))
}

/// Finds the export among what the zip file holds.
fn choose(archive: &ZipArchive<impl Read + Seek>) -> Result<usize, Unreadable> {
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index_data(index).map_err(unreadable)?;
        let path = entry.name().map_err(unreadable)?.replace('\\', "/");
        if path == "[Content_Types].xml" {
            return Err(sentence(
                "This is a workbook of a spreadsheet. Save the sheet as CSV (UTF-8) and choose that file.",
            ));
        }
        let name = path.rsplit('/').next().unwrap_or_default();
        // macOS keeps its own notes beside every file.
        let is_note = path.starts_with("__MACOSX/") || name.starts_with('.');
        if !entry.is_dir() && !name.is_empty() && !is_note {
            files.push((index, name.to_owned()));
        }
    }
    let is_export = |name: &str| {
        let name = name.to_lowercase();
        name.ends_with(".csv") || name.ends_with(".txt")
    };
    if files.len() > 1 {
        files.retain(|(_, name)| is_export(name));
    }
    match files.as_slice() {
        [(index, _)] => Ok(*index),
        [] => Err(sentence(
            "There is no CSV file in the zip file. Choose the export itself, or a zip file with it inside.",
        )),
        several => {
            let names: Vec<&str> = several
                .iter()
                .take(LISTED_NAMES)
                .map(|(_, name)| name.as_str())
                .collect();
            let more = if several.len() > LISTED_NAMES {
                " …"
            } else {
                ""
            };
            Err(Unreadable::File(format!(
                "There are {} files in the zip file ({}{more}). Unpack it and choose them all at once.",
                several.len(),
                names.join(", ")
            )))
        }
    }
}

fn sentence(text: &str) -> Unreadable {
    Unreadable::File(text.to_owned())
}

fn damaged() -> Unreadable {
    sentence(
        "The zip file is damaged or not whole. Get it again, or unpack it and choose the CSV file inside.",
    )
}

fn unreadable(error: ZipError) -> Unreadable {
    match error {
        ZipError::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => sentence(
            "There are too many files in the zip file. Unpack it and choose the CSV file inside.",
        ),
        ZipError::Io(error) if !is_damage(&error) => Unreadable::Io(error),
        _ => damaged(),
    }
}

/// Whether reading failed because of what the file holds; otherwise the disk or the database failed.
fn is_damage(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof
    )
}

/// What stands in the file while it is unpacked.
pub(super) struct Unpacked<'a>(Box<dyn Read + 'a>);

impl Read for Unpacked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(|error| {
            if is_damage(&error) {
                damaged().into()
            } else {
                error
            }
        })
    }
}

/// Gives no more than what is `left`, if anything is said about that.
struct Limited<'a, R> {
    bytes: R,
    left: &'a Cell<Option<u64>>,
}

impl<R: Read> Read for Limited<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(buffer)?;
        if let Some(left) = self.left.get() {
            let left = left
                .checked_sub(read as u64)
                .ok_or_else(|| io::Error::from(io::ErrorKind::FileTooLarge))?;
            self.left.set(Some(left));
        }
        Ok(read)
    }
}

impl<R: Seek> Seek for Limited<'_, R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.bytes.seek(to)
    }
}
