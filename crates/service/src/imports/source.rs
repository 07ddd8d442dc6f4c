//! Where a file's bytes come from: the disk, or the pieces of an upload in the database.

use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use domain::id::ImportId;
use domain::import::FileKind;
use tokio::runtime::Handle;

use super::lines::Unreadable;
use super::parse::read_layout;
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
    /// Opens the file from its start. To be called and read on a thread that may block.
    pub(super) fn open(&self, muster: &Muster, handle: Handle) -> io::Result<Box<dyn Read + Send>> {
        match self {
            Self::Disk(path) => Ok(Box::new(File::open(path)?)),
            Self::Upload(import) => Ok(Box::new(Upload {
                muster: muster.clone(),
                handle,
                import: *import,
                number: 0,
                chunk: io::Cursor::default(),
            })),
        }
    }

    /// What the file holds; `None` if that is not recognised: whoever reads it finds out why.
    pub(super) async fn kind(&self, muster: &Muster) -> Result<Option<FileKind>> {
        let (source, muster, handle) = (self.clone(), muster.clone(), Handle::current());
        let read = move || {
            source
                .open(&muster, handle)
                .map_err(Unreadable::Io)
                .and_then(read_layout)
        };
        let layout = tokio::task::spawn_blocking(read)
            .await
            .map_err(|_| crate::Error::Internal("the thread that reads a file ended"))?;
        Ok(layout.ok().map(|layout| layout.kind))
    }
}

/// The pieces of an upload one after the other. No transaction stays open between them.
struct Upload {
    muster: Muster,
    handle: Handle,
    import: ImportId,
    number: i64,
    chunk: io::Cursor<Vec<u8>>,
}

impl Upload {
    async fn next_chunk(&self) -> sqlx::Result<Option<Vec<u8>>> {
        let mut tx = self.muster.db.read().await?;
        store::import::chunk(&mut tx, self.import, self.number).await
    }
}

impl Read for Upload {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.chunk.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            match self
                .handle
                .block_on(self.next_chunk())
                .map_err(io::Error::other)?
            {
                None => return Ok(0),
                Some(chunk) => {
                    self.number += 1;
                    self.chunk = io::Cursor::new(chunk);
                }
            }
        }
    }
}
