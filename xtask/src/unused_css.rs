//! Which classes of `style/base.css` nothing in `app/src` uses: candidates for deletion, for a person to judge.

use anyhow::Result;
use std::{collections::BTreeSet, fs, path::Path};
use style::classes::{candidates, rust_files, used_classes};

/// Prints them, one a line.
pub fn list() -> Result<()> {
    let mut used = BTreeSet::new();
    for path in rust_files(Path::new("app/src"))? {
        let source = fs::read_to_string(path)?;
        used.extend(candidates(&source).into_iter().map(str::to_owned));
        used.extend(used_classes(&source).into_iter().map(|class| class.name));
    }
    for class in style::defined_classes(style::BASE).difference(&used) {
        println!("{class}");
    }
    Ok(())
}
