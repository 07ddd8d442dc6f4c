//! Writing files with comma-separated values. Names of models have commas in them, and nothing else has.

use std::fs::File;
use std::io::{BufWriter, Result, Write};
use std::path::{Path, PathBuf};

/// Writes a file of that name with a line of headers and what `lines` writes.
pub(crate) fn write(
    folder: &Path,
    name: &str,
    headers: &[&str],
    lines: impl FnOnce(&mut BufWriter<File>) -> Result<()>,
) -> Result<PathBuf> {
    let path = folder.join(name);
    let mut output = BufWriter::with_capacity(1 << 16, File::create(&path)?);
    writeln!(output, "{}", headers.join(","))?;
    lines(&mut output)?;
    output.flush()?;
    Ok(path)
}
