//! Which attributes an answer holds: `attributes` and `excludedAttributes` (RFC 7644 §3.9).

use serde_json::Value;

use super::Object;
use super::path::AttributePath;
use super::schema::ResourceType;

/// What a client wants to see of a resource.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Projection {
    /// Only these; all where there is none.
    pub only: Vec<AttributePath>,
    /// Not these.
    pub without: Vec<AttributePath>,
}

impl Projection {
    /// Reads the two lists of names with commas between them. A name that is none asks for nothing.
    #[must_use]
    pub fn read(attributes: &str, excluded: &str) -> Self {
        let names = |list: &str| {
            list.split(',')
                .filter_map(|name| AttributePath::read(name.trim()))
                .collect()
        };
        Self {
            only: names(attributes),
            without: names(excluded),
        }
    }

    /// Whether the answer holds anything of that attribute of the resource itself.
    #[must_use]
    pub fn shows(&self, kind: &ResourceType, name: &str) -> bool {
        let names = |path: &AttributePath| {
            path.name.eq_ignore_ascii_case(name)
                && path
                    .urn
                    .as_deref()
                    .is_none_or(|urn| urn.eq_ignore_ascii_case(kind.schema.urn))
        };
        let wanted = self.only.is_empty() || self.only.iter().any(names);
        wanted
            && !self
                .without
                .iter()
                .any(|path| names(path) && path.part.is_none())
    }

    /// Leaves out of `resource` what is not wanted. `id` and `schemas` are always there.
    #[must_use]
    pub fn apply(&self, kind: &ResourceType, resource: Object) -> Object {
        let mut shown = if self.only.is_empty() {
            resource
        } else {
            self.keep_only(kind, &resource)
        };
        for path in &self.without {
            if ["id", "schemas"].contains(&path.name.as_str()) && path.urn.is_none() {
                continue;
            }
            let holder = match extension_of(kind, path) {
                Some(urn) if is_whole(kind, path) => {
                    shown.remove(urn);
                    continue;
                }
                Some(urn) => match shown.get_mut(urn) {
                    Some(Value::Object(parts)) => parts,
                    _ => continue,
                },
                None => &mut shown,
            };
            let Some(key) = key_of(holder, &path.name) else {
                continue;
            };
            match &path.part {
                None => drop(holder.remove(&key)),
                Some(part) => {
                    if let Some(value) = holder.get_mut(&key) {
                        for_each_object(value, &mut |parts| {
                            if let Some(part) = key_of(parts, part) {
                                parts.remove(&part);
                            }
                        });
                    }
                }
            }
        }
        shown
    }

    fn keep_only(&self, kind: &ResourceType, resource: &Object) -> Object {
        let mut kept = Object::new();
        for key in ["schemas", "id"] {
            if let Some(value) = resource.get(key) {
                kept.insert(key.to_owned(), value.clone());
            }
        }
        for path in &self.only {
            let extension = extension_of(kind, path);
            if let Some(urn) = extension
                && is_whole(kind, path)
            {
                if let Some(value) = resource.get(urn) {
                    kept.insert(urn.to_owned(), value.clone());
                }
                continue;
            }
            let from = match extension {
                None => resource,
                Some(urn) => match resource.get(urn) {
                    Some(Value::Object(parts)) => parts,
                    _ => continue,
                },
            };
            let Some(key) = key_of(from, &path.name) else {
                continue;
            };
            let Some(value) = from.get(&key) else {
                continue;
            };
            let into = match extension {
                None => &mut kept,
                Some(urn) => {
                    let into = kept
                        .entry(urn.to_owned())
                        .or_insert_with(|| Value::Object(Object::new()));
                    match into {
                        Value::Object(into) => into,
                        _ => continue,
                    }
                }
            };
            match &path.part {
                None => drop(into.insert(key, value.clone())),
                Some(part) => keep_part(into, key, value, part),
            }
        }
        kept
    }
}

/// The extension that `path` leads into, or names.
fn extension_of(kind: &ResourceType, path: &AttributePath) -> Option<&'static str> {
    let schema = match kind.schema_named(&path.to_string()) {
        Some(schema) => schema,
        None => kind.schema_named(path.urn.as_deref()?)?,
    };
    (schema.urn != kind.schema.urn).then_some(schema.urn)
}

/// Whether `path` is the name of an extension itself.
fn is_whole(kind: &ResourceType, path: &AttributePath) -> bool {
    kind.schema_named(&path.to_string()).is_some()
}

fn key_of(object: &Object, name: &str) -> Option<String> {
    object
        .keys()
        .find(|key| key.eq_ignore_ascii_case(name))
        .cloned()
}

fn for_each_object(value: &mut Value, change: &mut impl FnMut(&mut Object)) {
    match value {
        Value::Object(object) => change(object),
        Value::Array(values) => {
            for value in values {
                for_each_object(value, change);
            }
        }
        _ => {}
    }
}

/// Adds one part of `value` to what is kept of it already.
fn keep_part(into: &mut Object, key: String, value: &Value, part: &str) {
    let pick = |parts: &Object| {
        let key = key_of(parts, part)?;
        let value = parts.get(&key)?.clone();
        Some((key, value))
    };
    match value {
        Value::Object(parts) => {
            if let Some((part, value)) = pick(parts) {
                let kept = into
                    .entry(key)
                    .or_insert_with(|| Value::Object(Object::new()));
                if let Value::Object(kept) = kept {
                    kept.insert(part, value);
                }
            }
        }
        Value::Array(values) => {
            let kept = into
                .entry(key)
                .or_insert_with(|| Value::Array(vec![Value::Object(Object::new()); values.len()]));
            if let Value::Array(kept) = kept {
                for (kept, value) in kept.iter_mut().zip(values) {
                    if let (Value::Object(kept), Value::Object(parts)) = (kept, value)
                        && let Some((part, value)) = pick(parts)
                    {
                        kept.insert(part, value);
                    }
                }
            }
        }
        _ => {}
    }
}
