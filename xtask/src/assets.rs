//! Files for the browser: named after their content, with compressed copies beside them.

use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};
use std::{collections::BTreeSet, fs, io::Write, path::Path};

/// Whether copies in brotli and gzip are made. Not in development: the best brotli takes seconds.
#[derive(Clone, Copy, PartialEq)]
pub enum Compress {
    Best,
    No,
}

/// The first twelve hex digits of the SHA-256 of `bytes`, as in `style::CSS_HASH`.
pub fn short_hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Writes `muster.HASH.EXTENSION` and its copies into `site`, where they do not exist yet, and gives the name.
pub fn write(site: &Path, extension: &str, bytes: &[u8], compress: Compress) -> Result<String> {
    let name = format!("muster.{}.{extension}", short_hash(bytes));
    let file = |suffix: &str| site.join(format!("{name}{suffix}"));
    write_new(&file(""), || Ok(bytes.to_vec()))?;
    if compress == Compress::Best {
        write_new(&file(".br"), || brotli(bytes))?;
        write_new(&file(".gz"), || gzip(bytes))?;
    }
    Ok(name)
}

/// A name that tells the content is written once; the file appears whole or not at all.
fn write_new(path: &Path, content: impl FnOnce() -> Result<Vec<u8>>) -> Result<()> {
    if path.exists() {
        return Ok(());
    }
    let partial = path.with_extension("partial");
    fs::write(&partial, content()?)
        .with_context(|| format!("cannot write {}", partial.display()))?;
    fs::rename(&partial, path)?;
    Ok(())
}

/// Removes every file of `site` that does not belong to one of `names`.
pub fn remove_others(site: &Path, names: &[&str]) -> Result<()> {
    let keep: BTreeSet<String> = names
        .iter()
        .flat_map(|name| {
            [
                (*name).to_owned(),
                format!("{name}.br"),
                format!("{name}.gz"),
            ]
        })
        .collect();
    for entry in fs::read_dir(site)? {
        let entry = entry?;
        if !keep.contains(&*entry.file_name().to_string_lossy()) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let (buffer, quality, window) = (4096, 11, 22);
    let mut out = Vec::new();
    brotli::CompressorWriter::new(&mut out, buffer, quality, window).write_all(bytes)?;
    Ok(out)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn both_copies_unpack_to_the_original() {
        let bytes = b"admin center ".repeat(500);
        let mut plain = Vec::new();
        brotli::Decompressor::new(&*brotli(&bytes).unwrap(), 4096)
            .read_to_end(&mut plain)
            .unwrap();
        assert_eq!(plain, bytes);
        plain.clear();
        flate2::read::GzDecoder::new(&*gzip(&bytes).unwrap())
            .read_to_end(&mut plain)
            .unwrap();
        assert_eq!(plain, bytes);
    }

    #[test]
    fn what_is_no_longer_named_is_removed() {
        let site = std::env::temp_dir().join(format!("muster-assets-{}", std::process::id()));
        fs::create_dir_all(&site).unwrap();
        let old = write(&site, "js", b"old", Compress::Best).unwrap();
        let new = write(&site, "js", b"new", Compress::Best).unwrap();
        assert_ne!(old, new);
        remove_others(&site, &[&new]).unwrap();
        let mut left: Vec<String> = fs::read_dir(&site)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        fs::remove_dir_all(&site).unwrap();
        assert_eq!(
            left,
            [new.clone(), format!("{new}.br"), format!("{new}.gz")]
        );
    }
}
