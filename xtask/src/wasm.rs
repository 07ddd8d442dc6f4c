//! From `frontend` to modules the browser loads: cargo, then wasm-bindgen, then wasm-opt where it is found.

use crate::command;
use anyhow::{Context, Result, ensure};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};
use wasm_bindgen_cli_support::Bindgen;

const TARGET: &str = "wasm32-unknown-unknown";

/// No `--all-features`: that emits imports which browsers refuse. These are what rustc's modules use.
pub const OPTIMIZER_ARGUMENTS: &[&str] = &[
    "-Oz",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-multivalue",
];

/// How much is done for a small module.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Mode {
    /// The profile `wasm-release`, wasm-opt and compressed copies.
    Release,
    /// The profile `dev` and nothing else: seconds instead of a minute after a change.
    Dev,
}

impl Mode {
    /// The profile's name, and the folder that cargo calls by it.
    fn profile(self) -> (&'static str, &'static str) {
        match self {
            Self::Release => ("wasm-release", "wasm-release"),
            Self::Dev => ("dev", "debug"),
        }
    }
}

/// Compiles and links `frontend`; gives the module as rustc left it.
pub fn compile(mode: Mode, target: &Path) -> Result<Vec<u8>> {
    let (profile, folder) = mode.profile();
    let mut cargo = command::cargo();
    cargo.args([
        "rustc",
        "--package",
        "frontend",
        "--lib",
        "--target",
        TARGET,
        "--profile",
        profile,
    ]);
    if mode == Mode::Release {
        // Splitting reads from the relocations what needs what.
        cargo.args(["--features", "split", "--", "-Clink-arg=--emit-relocs"]);
    }
    command::run(&mut cargo)?;
    let path = target.join(TARGET).join(folder).join("frontend.wasm");
    fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
}

/// A module and the JavaScript that loads it.
pub struct Glued {
    pub js: String,
    pub wasm: Vec<u8>,
}

/// What the `wasm-bindgen` command does. The page names the module's address, since it holds a hash.
pub fn bind(linked: Vec<u8>, mode: Mode) -> Result<Glued> {
    let mut output = Bindgen::new()
        .input_bytes("muster", linked)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        // The files of a split module take the table and the stack from the main one.
        .keep_lld_exports(mode == Mode::Release)
        .remove_producers_section(true)
        .remove_name_section(mode == Mode::Release)
        .generate_output()
        .context("wasm-bindgen refuses the module")?;
    let inline: usize = output.snippets().values().map(Vec::len).sum();
    ensure!(
        inline == 0 && output.local_modules().is_empty(),
        "a crate brings JavaScript files of its own, which the site has no place for yet"
    );
    Ok(Glued {
        js: output.js().to_owned(),
        wasm: output.wasm_mut().emit_wasm(),
    })
}

/// A `wasm-opt` that runs.
pub struct Optimizer {
    program: PathBuf,
    pub version: String,
}

impl Optimizer {
    /// The one npm installs for the browser tests, or else the one in `PATH`.
    pub fn find() -> Option<Self> {
        let npm = env::current_dir()
            .ok()?
            .join("end2end/node_modules/.bin/wasm-opt");
        [npm, PathBuf::from("wasm-opt")]
            .into_iter()
            .find_map(|program| {
                let output = Command::new(&program).arg("--version").output().ok()?;
                let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
                output.status.success().then_some(Self { program, version })
            })
    }
}

/// What to do where there is no wasm-opt.
pub const NO_OPTIMIZER: &str = "without wasm-opt the portal works, but browsers load about 1.6 times as much WASM: \
     install Node and run `make run` again, or put binaryen's wasm-opt into PATH";

/// Makes the module smaller; without `optimizer`, or if it fails, gives it back as it is.
pub fn optimize(
    name: &str,
    wasm: Vec<u8>,
    optimizer: Option<&Optimizer>,
    target: &Path,
) -> Result<Vec<u8>> {
    let Some(optimizer) = optimizer else {
        return Ok(wasm);
    };
    let file = |kind: &str| target.join(format!("site-{name}-{kind}.wasm"));
    let (input, output) = (file("in"), file("out"));
    fs::write(&input, &wasm)?;
    let done = command::run(
        Command::new(&optimizer.program)
            .args(OPTIMIZER_ARGUMENTS)
            .arg(&input)
            .arg("-o")
            .arg(&output),
    );
    let optimized = done.and_then(|()| Ok(fs::read(&output)?));
    fs::remove_file(&input)?;
    match optimized {
        Ok(smaller) => {
            fs::remove_file(&output)?;
            Ok(smaller)
        }
        Err(error) => {
            eprintln!(
                "{} ({}): {error:#}",
                optimizer.program.display(),
                optimizer.version
            );
            Ok(wasm)
        }
    }
}
