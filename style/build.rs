//! Compiles the stylesheet: tokens, base, then a utility rule for each class that `app/src` uses.

#[path = "src/classes.rs"]
#[expect(dead_code, reason = "the rest is for the test and for xtask")]
mod classes;
#[path = "src/css.rs"]
mod css;
#[path = "src/lexer.rs"]
mod lexer;

use encre_css::Config;
use sha2::{Digest, Sha256};
use std::{collections::BTreeSet, env, error::Error, fs, path::Path};

const APP: &str = "../app/src";

fn main() -> Result<(), Box<dyn Error>> {
    for path in [
        APP,
        "tokens.css",
        "base.css",
        "theme.toml",
        "src",
        "build.rs",
    ] {
        println!("cargo::rerun-if-changed={path}");
    }

    let tokens = fs::read_to_string("tokens.css")?;
    let base = fs::read_to_string("base.css")?;
    let utilities = utilities(&css::defined_classes(&base))?;

    let css = css::minify(&[tokens, base, utilities].join("\n"));
    let hash: String = Sha256::digest(&css)
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect();

    fs::write(
        Path::new(&env::var_os("OUT_DIR").ok_or("no OUT_DIR")?).join("muster.css"),
        css,
    )?;
    println!("cargo::rustc-env=STYLE_CSS_HASH={hash}");
    Ok(())
}

/// The rules of encre-css for the words of `app/src`, except those that `base.css` defines: its names win.
fn utilities(base: &BTreeSet<String>) -> Result<String, Box<dyn Error>> {
    let files = classes::rust_files(Path::new(APP))?;
    let sources = files
        .iter()
        .map(fs::read_to_string)
        .collect::<Result<Vec<_>, _>>()?;
    let words: BTreeSet<&str> = sources
        .iter()
        .flat_map(|source| classes::candidates(source))
        .filter(|word| !base.contains(*word))
        .collect();
    Ok(encre_css::generate(
        words,
        &Config::from_file("theme.toml")?,
    ))
}
