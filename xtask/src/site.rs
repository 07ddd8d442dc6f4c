//! The site: `muster.HASH.js`, `.wasm` and `.css`, each with a copy in brotli (`.br`) and gzip (`.gz`), and
//! `manifest.json`, which names the three. The server embeds the folder, or reads it in development.
//!
//! A second run does nothing where nothing changed: the key file beside the folder holds what it was made of.

use crate::{
    assets::{self, Compress},
    command,
    wasm::{self, Mode, Optimizer},
};
use anyhow::{Context, Result};
use std::{fs, path::Path};

const MANIFEST: &str = "manifest.json";

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

    let (js, wasm) = match unchanged(&site, &key_file, &key) {
        Some(names) => names,
        None => {
            let glued = wasm::bind(linked, mode)?;
            let wasm = match mode {
                Mode::Release => wasm::optimize(glued.wasm, optimizer.as_ref(), &target)?,
                Mode::Dev => glued.wasm,
            };
            let js = assets::write(&site, "js", glued.js.as_bytes(), compress)?;
            (js, assets::write(&site, "wasm", &wasm, compress)?)
        }
    };
    let css = assets::write(&site, "css", style::CSS.as_bytes(), compress)?;

    write_manifest(&site, &js, &wasm, &css)?;
    assets::remove_others(&site, &[MANIFEST, &js, &wasm, &css])?;
    fs::write(key_file, key)?;
    report(&site, &[&wasm, &js, &css])
}

/// All that the glue and the WASM depend on: the linked module, how it is treated, and by which tools.
fn key(mode: Mode, linked: &[u8], optimizer: Option<&Optimizer>) -> String {
    let module = assets::short_hash(linked);
    let optimizer = optimizer.map_or("none", |found| &found.version);
    let ours = env!("CARGO_PKG_VERSION");
    format!(
        "{ours}\n{mode:?}\n{module}\n{optimizer}\n{}\n",
        wasm::OPTIMIZER_ARGUMENTS.join(" ")
    )
}

/// The names of the glue and the WASM, if they were made with this `key` and are still there.
fn unchanged(site: &Path, key_file: &Path, key: &str) -> Option<(String, String)> {
    if fs::read_to_string(key_file).ok()? != key {
        return None;
    }
    let manifest = fs::read_to_string(site.join(MANIFEST)).ok()?;
    let named = |kind: &str| {
        let after = manifest.split(&format!("\"{kind}\": \"")).nth(1)?;
        let name = after.split('"').next()?;
        site.join(name).is_file().then(|| name.to_owned())
    };
    Some((named("js")?, named("wasm")?))
}

/// Written only when it changes, so that cargo does not build the server again for nothing.
fn write_manifest(site: &Path, js: &str, wasm: &str, css: &str) -> Result<()> {
    let path = site.join(MANIFEST);
    let manifest = format!("{{ \"js\": \"{js}\", \"wasm\": \"{wasm}\", \"css\": \"{css}\" }}\n");
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
