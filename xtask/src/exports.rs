//! Small changes to a WASM module that leave all of its other bytes as they are.

use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet};
use wasm_encoder::{ExportKind, ExportSection, Module, RawSection};
use wasmparser::{
    BinaryReader, ExportSectionReader, ExternalKind, KnownCustom, Name, Parser, Payload,
};

/// The id of sections that no program needs to run.
const CUSTOM: u8 = 0;
const EXPORTS: u8 = 7;

/// How the exports that [`add`] makes begin.
const PREFIX: &str = "__main_";

/// Exports every function whose name is in `names`. Relocations do not refer to exports, so they stay right.
pub fn add(module: &[u8], names: &BTreeSet<String>) -> Result<Vec<u8>> {
    let added: Vec<u32> = function_names(module)?
        .into_iter()
        .filter_map(|(index, name)| names.contains(&name).then_some(index))
        .collect();
    with_exports(module, &added, |_| true)
}

/// Takes away what [`add`] has made.
pub fn remove(module: &[u8]) -> Result<Vec<u8>> {
    with_exports(module, &[], |name| !name.starts_with(PREFIX))
}

/// The module without names and other notes.
pub fn without_notes(module: &[u8]) -> Result<Vec<u8>> {
    let mut kept = Module::new();
    for (id, data) in sections(module)? {
        if id != CUSTOM {
            kept.section(&RawSection { id, data });
        }
    }
    Ok(kept.finish())
}

/// The functions that have a name, by index.
pub fn function_names(module: &[u8]) -> Result<BTreeMap<u32, String>> {
    let mut names = BTreeMap::new();
    for payload in Parser::new(0).parse_all(module) {
        let Payload::CustomSection(section) = payload? else {
            continue;
        };
        let KnownCustom::Name(subsections) = section.as_known() else {
            continue;
        };
        for subsection in subsections {
            let Name::Function(functions) = subsection? else {
                continue;
            };
            for function in functions {
                let function = function?;
                names.insert(function.index, function.name.to_owned());
            }
        }
    }
    Ok(names)
}

fn with_exports(module: &[u8], added: &[u32], keep: impl Fn(&str) -> bool) -> Result<Vec<u8>> {
    let mut changed = Module::new();
    for (id, data) in sections(module)? {
        if id != EXPORTS {
            changed.section(&RawSection { id, data });
            continue;
        }
        let mut exports = ExportSection::new();
        for export in ExportSectionReader::new(BinaryReader::new(data, 0))? {
            let export = export?;
            if keep(export.name) {
                exports.export(export.name, kind(export.kind)?, export.index);
            }
        }
        for index in added {
            exports.export(&format!("{PREFIX}{index}"), ExportKind::Func, *index);
        }
        changed.section(&exports);
    }
    Ok(changed.finish())
}

fn kind(kind: ExternalKind) -> Result<ExportKind> {
    Ok(match kind {
        ExternalKind::Func => ExportKind::Func,
        ExternalKind::Table => ExportKind::Table,
        ExternalKind::Memory => ExportKind::Memory,
        ExternalKind::Global => ExportKind::Global,
        ExternalKind::Tag => ExportKind::Tag,
        ExternalKind::FuncExact => anyhow::bail!("an export of a kind that rustc does not make"),
    })
}

/// The sections in their order, with their ids.
fn sections(module: &[u8]) -> Result<Vec<(u8, &[u8])>> {
    let mut sections = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        if let Some((id, range)) = payload?.as_section() {
            let start = usize::try_from(range.start)?;
            let end = usize::try_from(range.end)?;
            let data = module.get(start..end).context("half a section")?;
            sections.push((id, data));
        }
    }
    Ok(sections)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{CustomSection, NameMap, NameSection};

    fn module() -> Vec<u8> {
        let mut module = Module::new();
        let types = RawSection {
            id: 1,
            data: &[1, 0x60, 0, 0],
        };
        let functions = RawSection {
            id: 3,
            data: &[2, 0, 0],
        };
        let code = RawSection {
            id: 10,
            data: &[2, 2, 0, 0x0b, 2, 0, 0x0b],
        };
        let mut exports = ExportSection::new();
        exports.export("start", ExportKind::Func, 0);
        let mut names = NameMap::new();
        names.append(0, "first");
        names.append(1, "second");
        let mut name_section = NameSection::new();
        name_section.functions(&names);
        let note = CustomSection {
            name: "note".into(),
            data: (&[1, 2]).into(),
        };
        module
            .section(&types)
            .section(&functions)
            .section(&exports)
            .section(&code);
        module.section(&name_section).section(&note);
        module.finish()
    }

    #[test]
    fn what_is_added_can_be_removed() {
        let module = module();
        let added = add(&module, &BTreeSet::from(["second".to_owned()])).unwrap();
        assert!(added.windows(8).any(|bytes| bytes == b"__main_1"));
        assert!(!added.windows(8).any(|bytes| bytes == b"__main_0"));
        assert_eq!(remove(&added).unwrap(), module);
    }

    #[test]
    fn names_and_notes_are_left_out() {
        let kept = without_notes(&module()).unwrap();
        assert!(function_names(&kept).unwrap().is_empty());
        assert!(!kept.windows(4).any(|bytes| bytes == b"note"));
        assert!(kept.windows(5).any(|bytes| bytes == b"start"));
    }
}
