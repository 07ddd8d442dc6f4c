//! Tells the server where the site is that `cargo xtask site` makes: `MUSTER_SITE_DIR`, an absolute path.

use std::{env, error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-env-changed=CARGO_TARGET_DIR");
    // The same rule as in xtask: an absolute path, or one below the workspace.
    let target = env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    // Asked now and not when this was compiled: clones that share a target folder share this program.
    let workspace = Path::new(&env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default())
        .join("..")
        .canonicalize()?;
    let site = workspace.join(target).join("site");

    // `cargo check` comes before the first site; there is then an empty one to embed.
    fs::create_dir_all(&site)?;
    println!("cargo::rerun-if-changed={}", site.display());
    println!("cargo::rustc-env=MUSTER_SITE_DIR={}", site.display());
    Ok(())
}
