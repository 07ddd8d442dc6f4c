//! Cutting the linked module where `lazy!` says: a main module, and files that the browser loads when it needs them.
//!
//! The splitter makes a module for each set of chunks that share something: hundreds. So it runs twice: what many
//! chunks share is exported the second time, which keeps it in the main module. And a chunk is one file, its pack,
//! with all of its modules one after the other; the loader takes each module from the first pack that brings it.

use crate::{
    assets::{self, Compress},
    exports,
};
use anyhow::{Context, Result, anyhow, ensure};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    fs,
    path::Path,
    sync::{Mutex, PoisonError},
    thread,
};
use wasm_split_cli_support::{Options, transform};

/// What more than this share of the chunks needs goes into the main module, in percent; the less that is, the less a first
/// visit loads.
const MANY: usize = 84;

/// The chunk with the frame of most pages: their packs leave out what it brings.
const FRAME: &str = "portal";

/// The chunk of the pages without that frame.
const FRAMELESS: &str = "access";

/// A module of fewer bytes has nothing that is worth optimizing.
const CRUMB: usize = 8_000;

/// What the main module imports its loaders from. No such file is served: [`Split::write`] puts it into the glue.
const LOADER: &str = "./loader.js";

/// A module in pieces.
pub struct Split {
    /// What wasm-bindgen works on.
    pub main: Vec<u8>,
    /// JavaScript that loads the files.
    loader: String,
    /// The modules by the names that `loader` has for them.
    files: BTreeMap<String, Vec<u8>>,
    /// For each chunk, the modules it is in.
    chunks: BTreeMap<String, Vec<String>>,
}

impl Split {
    /// One piece, for development.
    pub fn whole(linked: Vec<u8>) -> Self {
        Self {
            main: linked,
            loader: String::new(),
            files: BTreeMap::new(),
            chunks: BTreeMap::new(),
        }
    }

    /// Cuts `linked`, with `target` as the place for files in between.
    pub fn at_chunks(linked: &[u8], target: &Path) -> Result<Self> {
        let folder = target.join("site-split");
        let fine = Self::cut(linked, &folder)?;
        let common = fine.common_functions()?;
        let mut split = Self::cut(&exports::add(linked, &common)?, &folder)?;
        for file in split.files.values_mut() {
            *file = exports::without_notes(file)?;
        }
        fs::remove_dir_all(folder)?;
        Ok(split)
    }

    fn cut(linked: &[u8], folder: &Path) -> Result<Self> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        let main = folder.join("main.wasm");
        let done = transform({
            let mut options = Options::new(linked);
            options.output_dir = folder;
            options.main_out_path = &main;
            options.main_module = "./glue.js";
            options.link_name = LOADER;
            options
        })
        .map_err(|error| anyhow!("the module cannot be split: {error:#}"))?;
        let files = done.split_modules.iter();
        Ok(Self {
            main: fs::read(&main)?,
            loader: fs::read_to_string(folder.join(LOADER))?,
            files: files
                .map(|path| Ok((file_stem(path)?, fs::read(path)?)))
                .collect::<Result<_>>()?,
            chunks: done.prefetch_map.into_iter().collect(),
        })
    }

    /// The names of the functions that belong into the main module.
    fn common_functions(&self) -> Result<BTreeSet<String>> {
        let mut names = BTreeSet::new();
        for (stem, file) in &self.files {
            let users = self
                .chunks
                .values()
                .filter(|files| files.contains(stem))
                .count();
            if users * 100 > self.chunks.len() * MANY {
                names.extend(exports::function_names(file)?.into_values());
            }
        }
        Ok(names)
    }

    /// Does `make_smaller` to each of the modules, which it gets by name, several at a time.
    pub fn optimize(
        &mut self,
        make_smaller: impl Fn(&str, Vec<u8>) -> Result<Vec<u8>> + Sync,
    ) -> Result<()> {
        let large = self
            .files
            .iter_mut()
            .filter(|(_, file)| file.len() >= CRUMB);
        let large = Mutex::new(large);
        let work = || {
            loop {
                let next = large.lock().unwrap_or_else(PoisonError::into_inner).next();
                let Some((name, file)) = next else {
                    return Ok(());
                };
                *file = make_smaller(name, std::mem::take(file))?;
            }
        };
        thread::scope(|scope| {
            let workers = thread::available_parallelism().map_or(1, usize::from);
            let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
            workers
                .into_iter()
                .try_for_each(|worker| worker.join().map_err(|_| anyhow!("a worker gave up"))?)
        })
    }

    /// Writes the packs into `site`; gives the glue with its loaders, and the name of the pack for each chunk.
    pub fn write(
        &self,
        glue: &str,
        site: &Path,
        compress: Compress,
    ) -> Result<(String, BTreeMap<String, String>)> {
        let mut packs = BTreeMap::new();
        for chunk in self.chunks.keys() {
            let name = assets::write(site, "pack", &self.pack(chunk)?, compress)?;
            packs.insert(chunk.clone(), name);
        }
        let script = if packs.is_empty() {
            glue.to_owned()
        } else {
            join(glue, &self.loader, &packs)?
        };
        Ok((script, packs))
    }

    /// How many modules there are, the number and the length of each, then the modules: numbers of four bytes, low byte
    /// first. Modules that the frame brings are left out.
    fn pack(&self, chunk: &str) -> Result<Vec<u8>> {
        let brought = match self.chunks.get(FRAME) {
            Some(frame) if chunk != FRAME && chunk != FRAMELESS => frame.as_slice(),
            _ => &[],
        };
        let mut modules = Vec::new();
        for stem in self.chunks.get(chunk).into_iter().flatten() {
            if brought.contains(stem) {
                continue;
            }
            let (number, (_, file)) = self
                .files
                .iter()
                .enumerate()
                .find(|(_, (name, _))| *name == stem)
                .with_context(|| format!("{stem} is missing"))?;
            modules.push((number, file));
        }
        let mut pack = Vec::new();
        let mut write = |number: usize| -> Result<()> {
            pack.extend_from_slice(&u32::try_from(number)?.to_le_bytes());
            Ok(())
        };
        write(modules.len())?;
        for (number, file) in &modules {
            write(*number)?;
            write(file.len())?;
        }
        for (_, file) in modules {
            pack.extend_from_slice(file);
        }
        Ok(pack)
    }
}

/// The glue with loaders of our own. Those of the splitter say for every module where it is and what it needs, which is
/// more than the glue itself; here a pack says what is in it, and a chunk is there when all of its pack is.
fn join(glue: &str, loader: &str, packs: &BTreeMap<String, String>) -> Result<String> {
    // wasm-bindgen imports the loader once for each function.
    let is_import = |line: &&str| line.starts_with("import * as ") && line.contains(LOADER);
    let names = glue
        .lines()
        .filter(is_import)
        .filter_map(|line| line.split_whitespace().nth(3));
    let names: Vec<String> = names.map(|name| format!("{name} = loaders")).collect();
    ensure!(!names.is_empty(), "the glue imports no loaders");
    let glue: Vec<&str> = glue.lines().filter(|line| !is_import(line)).collect();
    let (glue, names) = (glue.join("\n"), names.join(", "));
    let mut places = String::new();
    for (chunk, file) in packs {
        ensure!(
            loader.contains(&format!("export const __wasm_split_load_{chunk} ")),
            "the splitter has no loader for {chunk}"
        );
        writeln!(places, "  {chunk}: {{ file: \"./{file}\" }},")?;
    }
    let loaders = LOADERS
        .replace("FRAMELESS", FRAMELESS)
        .replace("FRAME", FRAME)
        .replace("PLACES", &places);
    Ok(format!("{glue}\n{loaders}\nconst {names};\n"))
}

/// Loads packs, and makes their modules part of the main one.
const LOADERS: &str = r#"
const packs = {
PLACES};
function fetchPack(pack) {
  pack.content ??= fetch(new URL(pack.file, import.meta.url)).then(async (response) => {
    if (!response.ok) throw new Error(`${pack.file}: ${response.status}`);
    return response.arrayBuffer();
  });
  // What failed is asked for again the next time.
  pack.content.catch(() => { pack.content = undefined; });
  return pack.content;
}
export const preload = (chunk) => { if (packs[chunk]) fetchPack(packs[chunk]); };
const modules = new Map();
async function loadPack(pack) {
  const content = await fetchPack(pack);
  const head = new DataView(content);
  const number = (place) => head.getUint32(4 * place, true);
  const count = number(0);
  const imports = { __wasm_split: initSync(undefined, undefined) };
  let end = 4 + 8 * count;
  await Promise.all(Array.from({ length: count }, (_, index) => {
    const [name, start] = [number(1 + 2 * index), end];
    end += number(2 + 2 * index);
    if (!modules.has(name)) {
      const made = WebAssembly.instantiate(new Uint8Array(content, start, end - start), imports);
      made.catch(() => modules.delete(name));
      modules.set(name, made);
    }
    return modules.get(name);
  }));
}
async function load(chunk, callback, data) {
  const isAlone = chunk === "FRAME" || chunk === "FRAMELESS";
  let success = true;
  try {
    await Promise.all((isAlone ? [chunk] : ["FRAME", chunk]).map((name) => loadPack(packs[name])));
  } catch (error) {
    console.error(error);
    success = false;
  }
  initSync(undefined, undefined).__indirect_function_table.get(callback)(data, success);
}
const loaders = {};
for (const chunk in packs) loaders[`__wasm_split_load_${chunk}`] = (callback, data) => load(chunk, callback, data);
"#;

fn file_stem(path: &Path) -> Result<String> {
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    Ok(stem
        .with_context(|| format!("no name: {}", path.display()))?
        .to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_glue_gets_its_loaders() {
        let glue = "import * as import1 from \"./loader.js\"\nimport * as import2 from \"./loader.js\"\nfunction initSync() {}\nconst imports = { \"./loader.js\": import1 };\n";
        let loader = "export const __wasm_split_load_a = load();\n";
        let packs = [("a".to_owned(), "muster.1.pack".to_owned())].into();
        let script = join(glue, loader, &packs).unwrap();
        assert!(!script.contains("import *"), "{script}");
        assert!(
            script.contains("  a: { file: \"./muster.1.pack\" },"),
            "{script}"
        );
        assert!(
            script.contains("const import1 = loaders, import2 = loaders;"),
            "{script}"
        );
        assert!(join(glue, "", &packs).is_err());
    }

    #[test]
    fn a_pack_leaves_out_what_the_frame_brings() {
        let names = |names: &[&str]| {
            names
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>()
        };
        let split = Split {
            main: Vec::new(),
            loader: String::new(),
            files: [("a", vec![10]), ("b", vec![11, 12]), ("c", vec![13])]
                .map(|(name, file)| (name.to_owned(), file))
                .into(),
            chunks: [
                (FRAME.to_owned(), names(&["a", "b"])),
                ("devices".to_owned(), names(&["b", "c"])),
                (FRAMELESS.to_owned(), names(&["a", "c"])),
            ]
            .into(),
        };
        let devices = [1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 13];
        assert_eq!(split.pack("devices").unwrap(), devices);
        let access = [
            2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 10, 13,
        ];
        assert_eq!(split.pack(FRAMELESS).unwrap(), access);
    }
}
