//! The site: the script, the modules and the stylesheet as `muster.HASH.*`, each with a copy in brotli (`.br`) and
//! gzip (`.gz`), and `manifest.json`, which names them. The server embeds the folder, or reads it in development.
//!
//! A second run does nothing where nothing changed: the key file beside the folder holds what it was made of.

use crate::{
    assets::{self, Compress},
    command, exports,
    split::Split,
    wasm::{self, Mode, Optimizer},
};
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fs, path::Path};

const MANIFEST: &str = "manifest.json";

/// Goes up whenever the steps from the module to the files change.
const STEPS: u32 = 11;

/// The names of the files. The server reads it.
#[derive(Serialize, Deserialize)]
struct Manifest {
    js: String,
    wasm: String,
    css: String,
    /// For each chunk of the code, the pack with what it needs beside `wasm`.
    chunks: BTreeMap<String, String>,
}

impl Manifest {
    /// Every file, once.
    fn files(&self) -> Vec<&str> {
        let mut files: Vec<&str> = self.chunks.values().map(String::as_str).collect();
        files.extend([&*self.wasm, &*self.js, &*self.css]);
        files
    }
}

/// Builds the frontend and brings the site up to date.
pub fn build(mode: Mode) -> Result<()> {
    let target = command::target();
    let site = target.join("site");
    let key_file = target.join("site.key");
    fs::create_dir_all(&site)?;

    let linked = wasm::compile(mode, &target)?;
    let optimizer = match mode {
        Mode::Release => Optimizer::find(),
        Mode::Dev => None,
    };
    let compress = match mode {
        Mode::Release => Compress::Best,
        Mode::Dev => Compress::No,
    };
    let key = key(mode, &linked, optimizer.as_ref());

    let mut manifest = match unchanged(&site, &key_file, &key) {
        Some(manifest) => manifest,
        None => make(mode, linked, optimizer.as_ref(), &target, compress)?,
    };
    manifest.css = assets::write(&site, "css", style::CSS.as_bytes(), compress)?;

    write_manifest(&site, &manifest)?;
    let mut keep = manifest.files();
    keep.push(MANIFEST);
    assets::remove_others(&site, &keep)?;
    fs::write(key_file, key)?;
    report(&site, &manifest.files())
}

/// From the linked module to the files of the site; the stylesheet is still to come.
fn make(
    mode: Mode,
    linked: Vec<u8>,
    optimizer: Option<&Optimizer>,
    target: &Path,
    compress: Compress,
) -> Result<Manifest> {
    let site = target.join("site");
    let mut split = match mode {
        Mode::Release => Split::at_chunks(&linked, target)?,
        Mode::Dev => Split::whole(linked),
    };
    let glued = wasm::bind(std::mem::take(&mut split.main), mode)?;
    if mode == Mode::Release && optimizer.is_none() {
        eprintln!("{}", wasm::NO_OPTIMIZER);
    }
    let main = wasm::optimize("main", exports::remove(&glued.wasm)?, optimizer, target)?;
    split.optimize(|name, file| wasm::optimize(name, file, optimizer, target))?;
    let (js, chunks) = split.write(&glued.js, &site, compress)?;
    Ok(Manifest {
        js: assets::write(&site, "js", js.as_bytes(), compress)?,
        wasm: assets::write(&site, "wasm", &main, compress)?,
        css: String::new(),
        chunks,
    })
}

/// All that the scripts and the WASM depend on: the linked module, how it is treated, and by which tools.
fn key(mode: Mode, linked: &[u8], optimizer: Option<&Optimizer>) -> String {
    let module = assets::short_hash(linked);
    let optimizer = optimizer.map_or("none", |found| &found.version);
    format!(
        "{STEPS}\n{mode:?}\n{module}\n{optimizer}\n{}\n",
        wasm::OPTIMIZER_ARGUMENTS.join(" ")
    )
}

/// The manifest, if it was made with this `key` and its files are still there.
fn unchanged(site: &Path, key_file: &Path, key: &str) -> Option<Manifest> {
    if fs::read_to_string(key_file).ok()? != key {
        return None;
    }
    let manifest = fs::read(site.join(MANIFEST)).ok()?;
    let manifest: Manifest = serde_json::from_slice(&manifest).ok()?;
    let are_there = manifest
        .files()
        .iter()
        .all(|name| site.join(name).is_file());
    are_there.then_some(manifest)
}

/// Written only when it changes, so that cargo does not build the server again for nothing.
fn write_manifest(site: &Path, manifest: &Manifest) -> Result<()> {
    let path = site.join(MANIFEST);
    let manifest = serde_json::to_string_pretty(manifest)?;
    if fs::read_to_string(&path).is_ok_and(|now| now == manifest) {
        return Ok(());
    }
    fs::write(&path, manifest).with_context(|| format!("cannot write {}", path.display()))
}

/// One line for each file: its size, and what travels.
fn report(site: &Path, names: &[&str]) -> Result<()> {
    for name in names {
        let kilobytes = |suffix: &str| {
            let length =
                fs::metadata(site.join(format!("{name}{suffix}"))).map(|found| found.len());
            length.map(|length| length.div_ceil(1000))
        };
        match kilobytes(".br") {
            Ok(brotli) => println!("{name}: {} kB, {brotli} kB in brotli", kilobytes("")?),
            Err(_) => println!("{name}: {} kB", kilobytes("")?),
        }
    }
    Ok(())
}
