//! Where a file's bytes come from: the disk, or the pieces of an upload in the database; packed in a zip file or not.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::rc::Rc;

use domain::id::ImportId;
use domain::import::FileKind;
use tokio::runtime::Handle;

use super::lines::Unreadable;
use super::parse::read_kind;
use super::text::as_utf8;
use super::unpack::{is_zip, open_zip};
use crate::store;
use crate::{Muster, Result};

/// A file to read, possibly several times.
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// On this machine's disk.
    Disk(PathBuf),
    /// Uploaded for that import.
    Upload(ImportId),
}

impl Source {
    /// Ready to be read on a thread that may block.
    pub(super) fn on_thread(&self, muster: &Muster, handle: Handle) -> Opener {
        Opener {
            source: self.clone(),
            muster: muster.clone(),
            handle,
        }
    }

    /// What the file holds; `None` if that is not recognised: whoever reads it finds out why.
    pub(super) async fn kind(&self, muster: &Muster) -> Result<Option<FileKind>> {
        let file = self.on_thread(muster, Handle::current());
        let kind = tokio::task::spawn_blocking(move || read_kind(&file))
            .await
            .map_err(|_| crate::Error::Internal("the thread that reads a file ended"))?;
        Ok(kind.ok())
    }
}

/// Opens a source as often as it has to be read. To be used on a thread that may block.
pub(super) struct Opener {
    source: Source,
    muster: Muster,
    handle: Handle,
}

impl Opener {
    /// Gives the file's text to `take`, from its start: unpacked, and in UTF-8.
    pub(super) fn read<T>(
        &self,
        take: impl FnOnce(&mut dyn Read, &Position) -> std::result::Result<T, Unreadable>,
    ) -> std::result::Result<T, Unreadable> {
        let (mut bytes, size) = self.open()?;
        let mut start = Vec::new();
        bytes.by_ref().take(4).read_to_end(&mut start)?;
        bytes.seek(SeekFrom::Start(0))?;
        let position = Position {
            at: Rc::default(),
            size,
        };
        let bytes = Watched {
            bytes,
            at: Rc::clone(&position.at),
        };
        if is_zip(&start) {
            open_zip(bytes, size, |file| take(&mut *as_utf8(file)?, &position))
        } else {
            take(&mut *as_utf8(bytes)?, &position)
        }
    }

    fn open(&self) -> io::Result<(Box<dyn ReadSeek>, u64)> {
        match &self.source {
            Source::Disk(path) => {
                let file = File::open(path)?;
                let size = file.metadata()?.len();
                Ok((Box::new(file), size))
            }
            Source::Upload(import) => {
                let upload = Upload::open(self.muster.clone(), self.handle.clone(), *import)?;
                let size = upload.size;
                Ok((Box::new(upload), size))
            }
        }
    }
}

trait ReadSeek: Read + Seek {}
impl<T: Read + Seek> ReadSeek for T {}

/// How far a file was read, counted in the bytes of the file itself, packed as it may be.
pub(super) struct Position {
    at: Rc<Cell<u64>>,
    size: u64,
}

impl Position {
    /// Bytes of the file up to where it is being read: at most one buffer more than was looked at.
    pub(super) fn bytes(&self) -> i64 {
        i64::try_from(self.at.get().min(self.size)).unwrap_or(i64::MAX)
    }

    /// All bytes of the file.
    pub(super) fn size(&self) -> i64 {
        i64::try_from(self.size).unwrap_or(i64::MAX)
    }
}

/// Tells its [`Position`] where it is.
struct Watched {
    bytes: Box<dyn ReadSeek>,
    at: Rc<Cell<u64>>,
}

impl Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(buffer)?;
        self.at.set(self.at.get() + read as u64);
        Ok(read)
    }
}

impl Seek for Watched {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = self.bytes.seek(to)?;
        self.at.set(at);
        Ok(at)
    }
}

/// The pieces of an upload one after the other. No transaction stays open between them.
struct Upload {
    muster: Muster,
    handle: Handle,
    import: ImportId,
    /// Where each piece begins and which number it has, in order.
    pieces: Vec<(u64, i64)>,
    size: u64,
    at: u64,
    /// The piece that was read last, and where it begins.
    piece: (u64, Vec<u8>),
}

impl Upload {
    fn open(muster: Muster, handle: Handle, import: ImportId) -> io::Result<Self> {
        let sizes = handle
            .block_on(async {
                let mut tx = muster.db.read().await?;
                store::import::chunk_sizes(&mut tx, import).await
            })
            .map_err(io::Error::other)?;
        let mut size = 0;
        let pieces = sizes
            .into_iter()
            .map(|(number, length)| {
                let begins = size;
                size += u64::try_from(length).unwrap_or(0);
                (begins, number)
            })
            .collect();
        Ok(Self {
            muster,
            handle,
            import,
            pieces,
            size,
            at: 0,
            piece: (0, Vec::new()),
        })
    }

    /// The bytes from here to the end of their piece; none at the end of the file.
    fn rest_of_piece(&mut self) -> io::Result<&[u8]> {
        let (begins, content) = &self.piece;
        let is_inside = (*begins..*begins + content.len() as u64).contains(&self.at);
        if !is_inside && self.at < self.size {
            let next = self
                .pieces
                .partition_point(|(begins, _)| *begins <= self.at);
            let Some(&(begins, number)) = next.checked_sub(1).and_then(|at| self.pieces.get(at))
            else {
                return Ok(&[]);
            };
            let content = self
                .handle
                .block_on(async {
                    let mut tx = self.muster.db.read().await?;
                    store::import::chunk(&mut tx, self.import, number).await
                })
                .map_err(io::Error::other)?;
            // Whoever cancels an import drops its pieces.
            self.piece = (begins, content.unwrap_or_default());
        }
        let (begins, content) = &self.piece;
        let from = self
            .at
            .checked_sub(*begins)
            .and_then(|from| usize::try_from(from).ok());
        Ok(from
            .and_then(|from| content.get(from..))
            .unwrap_or_default())
    }
}

impl Read for Upload {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut rest = self.rest_of_piece()?;
        let read = rest.read(buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Upload {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.size.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}
